r"""Short answers: what softmax, dropout, pooling, batch norm and two layers do backward."""
# %% softmax
import torch

z = torch.tensor([2.0, 1.0, 0.0], requires_grad=True)
p = z.softmax(0)
rows_of_it = [torch.autograd.grad(p_i, z, retain_graph=True)[0] for p_i in p]
by_torch = torch.stack(rows_of_it)
p = p.detach()
by_formula = torch.diag(p) - torch.outer(p, p)
print("Jacobian:", torch.allclose(by_torch, by_formula))
y = torch.tensor([0.0, 1.0, 0.0])  # the right class, one-hot
loss = torch.nn.functional.cross_entropy(z, y)
(of_loss,) = torch.autograd.grad(loss, z)
print("p - y:   ", torch.allclose(of_loss, p - y), of_loss)

# %% by-hand
torch.manual_seed(0)
x, target = torch.randn(5, 3), torch.randn(5, 1)
W1, b1 = torch.randn(3, 4, requires_grad=True), torch.zeros(4, requires_grad=True)
W2, b2 = torch.randn(4, 1, requires_grad=True), torch.zeros(1, requires_grad=True)
before = x @ W1 + b1
hidden = before.relu()
output = hidden @ W2 + b2
((output - target) ** 2).mean().backward()

with torch.no_grad():  # the same by hand, from the end to the start
    of_output = 2 * (output - target) / target.numel()
    of_hidden = of_output @ W2.T
    of_before = of_hidden * (before > 0)  # relu: 1 where it let the number pass, else 0
    by_hand = {
        "W2": hidden.T @ of_output,
        "b2": of_output.sum(0),
        "W1": x.T @ of_before,
        "b1": of_before.sum(0),
    }
for name, weight in {"W2": W2, "b2": b2, "W1": W1, "b1": b1}.items():
    print(name, torch.allclose(weight.grad, by_hand[name], atol=1e-6))

# %% dropout
ones = torch.ones(6, requires_grad=True)
dropped = torch.nn.functional.dropout(ones, p=0.5)
(of_dropped,) = torch.autograd.grad(dropped.sum(), ones)
print("forward: ", dropped.tolist())
print("backward:", of_dropped.tolist())

# %% pooling
row = torch.tensor([[1.0, 3.0, 2.0, 2.0]], requires_grad=True)
(of_max,) = torch.autograd.grad(torch.nn.functional.max_pool1d(row, 2).sum(), row)
(of_mean,) = torch.autograd.grad(torch.nn.functional.avg_pool1d(row, 2).sum(), row)
print("max:", of_max.tolist())
print("avg:", of_mean.tolist())

# %% batch-norm
norm = torch.nn.BatchNorm1d(2, eps=1e-12).double()
rows = torch.randn(6, 2, dtype=torch.float64, requires_grad=True)
upstream = torch.randn(6, 2, dtype=torch.float64)  # what arrives at the output
norm(rows).backward(upstream)

with torch.no_grad():  # gamma is 1 and beta is 0, as at the start
    deviation = rows.std(0, correction=0)
    normal = (rows - rows.mean(0)) / deviation
    along = normal * (upstream * normal).mean(0)
    of_rows = (upstream - upstream.mean(0) - along) / deviation
print("input:", torch.allclose(rows.grad, of_rows))
print("gamma:", torch.allclose(norm.weight.grad, (upstream * normal).sum(0)))
print("beta: ", torch.allclose(norm.bias.grad, upstream.sum(0)))

# %% zeros
def hidden_gradients(start):
    """The gradient of the hidden weights, a row for each of three units."""
    net = torch.nn.Sequential(torch.nn.Linear(2, 3), torch.nn.Tanh(), torch.nn.Linear(3, 1))
    for parameter in net.parameters():
        torch.nn.init.constant_(parameter, start)
    net(torch.tensor([[1.0, 2.0]])).sum().backward()
    return net[0].weight.grad


print("all 0:  ", hidden_gradients(0.0).tolist())
print("all 0.1:", hidden_gradients(0.1))

# %% convolution
image = torch.randn(1, 2, 5, 5, requires_grad=True)
kernel = torch.randn(3, 2, 3, 3, requires_grad=True)
output_map = torch.nn.functional.conv2d(image, kernel)
arriving = torch.randn_like(output_map)
of_image, of_kernel = torch.autograd.grad(output_map, [image, kernel], arriving)

with torch.no_grad():
    turned = kernel.transpose(0, 1).flip(2, 3)
    back = torch.nn.functional.conv2d(arriving, turned, padding=2)
    swapped = torch.nn.functional.conv2d(image.transpose(0, 1), arriving.transpose(0, 1))
print("image: ", torch.allclose(of_image, back, atol=1e-5))
print("kernel:", torch.allclose(of_kernel, swapped.transpose(0, 1), atol=1e-5))

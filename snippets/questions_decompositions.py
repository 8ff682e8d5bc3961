r"""Short answers: gradients of eigenvectors and of a singular value decomposition."""
# %% equal
import torch


def by_vectors(matrix):
    return torch.linalg.eigh(matrix).eigenvectors[1, 0]


def by_values(matrix):
    return torch.linalg.eigvalsh(matrix).sum()


rows = {}
print("eigenvalues    of a vector   of the values")
for second in (2.0, 1.1, 1.001, 1.0):
    a = torch.diag(torch.tensor([1.0, second], dtype=torch.float64)).requires_grad_()
    (of_vector,) = torch.autograd.grad(by_vectors(a), a)
    (of_values,) = torch.autograd.grad(by_values(a), a)
    rows[second] = of_vector, of_values
    print(f"1 and {second:<9}{of_vector.abs().max().item():11.2f}", of_values.flatten().tolist())

# %% apart
def onto_the_plane(matrix):
    plane = torch.linalg.eigh(matrix).eigenvectors[:, :2]
    return (plane @ plane.T)[0, 2]


b = torch.diag(torch.tensor([1.0, 1.0, 3.0], dtype=torch.float64)).requires_grad_()
apart = b + torch.diag(1e-6 * torch.arange(3, dtype=torch.float64))
(of_plane,) = torch.autograd.grad(onto_the_plane(b), b)
(of_plane_apart,) = torch.autograd.grad(onto_the_plane(apart), b)
print("equal:", of_plane[2, 0].item(), " a little apart:", round(of_plane_apart[2, 0].item(), 4))

# %% svd
low = torch.diag(torch.tensor([2.0, 0.0, 0.0])).requires_grad_()
u, s, vh = torch.linalg.svd(low)
(of_product,) = torch.autograd.grad((u * s @ vh).sum(), low)
(of_s,) = torch.autograd.grad(torch.linalg.svdvals(low).sum(), low)
print("the matrix itself, from its parts:", of_product.isnan().any().item())
print("singular values alone:", of_s.isnan().any().item())

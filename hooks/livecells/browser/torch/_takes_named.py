"""What torch takes by name: by its schemas, and by what its Python says of types."""

KEYWORDS = """
_convolution:weight=t,bias=ot,stride=EI,padding=EI,dilation=EI,transposed=b,output_padding=EI,groups=in,benchmark=b,deterministic=b,cudnn_enabled=b,allow_tf32=b
_scaled_dot_product_flash_attention_for_cpu:query=t,key=t,value=t,dropout_p=bfin,is_causal=b,attn_mask=ot,scale=bfino
_softmax:dim=in,half_to_float=b _unique2:sorted=b,return_inverse=b,return_counts=b
adaptive_max_pool1d:output_size=EIi add:other=bcfint,alpha=bcfin add_:other=bcfint,alpha=bcfin
addcdiv:tensor1=t,tensor2=t,value=bcfin addcdiv_:tensor1=t,tensor2=t,value=bcfin
addcmul:tensor1=t,tensor2=t,value=bcfin addcmul_:tensor1=t,tensor2=t,value=bcfin
addmm:mat1=t,mat2=t,beta=bcfin,alpha=bcfin,out_dtype=in addmm_:mat1=t,mat2=t,beta=bcfin,alpha=bcfin
all:dim=EIino,keepdim=b allclose:other=t,rtol=bfin,atol=bfin,equal_nan=b amax:dim=EIi,keepdim=b
amin:dim=EIi,keepdim=b aminmax:dim=ino,keepdim=b any:dim=EIino,keepdim=b
arange:end=bcfin,dtype=do,start=bcfin,step=bcfin argmax:dim=ino,keepdim=b argmin:dim=ino,keepdim=b
argsort:dim=in,descending=b,stable=b as_tensor:dtype=do atan2:other=t atan2_:other=t
avg_pool1d:kernel_size=EIi,stride=EIi,padding=EIi,ceil_mode=b,count_include_pad=b
batch_norm:weight=ot,bias=ot,running_mean=ot,running_var=ot,training=b,momentum=bfin,eps=bfin,cudnn_enabled=b
bernoulli:p=bfint bernoulli_:p=bfint
binary_cross_entropy_with_logits:target=t,weight=ot,pos_weight=ot,reduction=in
bincount:weights=ot,minlength=in bmm:mat2=t,out_dtype=in broadcast_to:size=EI
bucketize:boundaries=t,out_int32=b,right=b cat:tensors=EL,dim=in celu:alpha=bcfin celu_:alpha=bcfin
cholesky:upper=b chunk:chunks=in,dim=in clamp:min=bcfinot,max=bcfinot
clamp_:min=bcfinot,max=bcfinot clamp_max:max=bcfint clamp_max_:max=bcfint clamp_min:min=bcfint
clamp_min_:min=bcfint clip:min=bcfinot,max=bcfinot clip_:min=bcfinot,max=bcfinot
complex:real=t,imag=t concat:tensors=EL,dim=in concatenate:tensors=EL,dim=in
conv1d:weight=t,bias=ot,stride=EIi,padding=EIis,dilation=EIi,groups=in
conv2d:weight=t,bias=ot,stride=EIi,padding=EIis,dilation=EIi,groups=in
convolution:weight=t,bias=ot,stride=EI,padding=EI,dilation=EI,transposed=b,output_padding=EI,groups=in
copy_:src=t,non_blocking=b,other=bfint copysign:other=bcfint copysign_:other=bcfint
cosine_embedding_loss:input1=t,input2=t,target=t,margin=bfin,reduction=in
cosine_similarity:x1=t,x2=t,dim=in,eps=bfin count_nonzero:dim=EIino cross:other=t,dim=ino
cummax:dim=in cummin:dim=in cumprod:dim=in,dtype=do cumprod_:dim=in,dtype=do cumsum:dim=in,dtype=do
cumsum_:dim=in,dtype=do diag:diagonal=in diagonal:offset=in,dim1=in,dim2=in
diff:n=in,dim=in,prepend=ot,append=ot dist:other=t,p=bcfin div:other=bcfint,rounding_mode=os
div_:other=bcfint,rounding_mode=os divide:other=bcfint,rounding_mode=os
divide_:other=bcfint,rounding_mode=os dot:tensor=t dropout:p=bfin,train=b dropout_:p=bfin,train=b
embedding:weight=t,indices=t,padding_idx=in,scale_grad_by_freq=b,sparse=b empty:size=EI,dtype=do
empty_like:dtype=do eq:other=bcfint,a=EL,b=EL eq_:other=bcfint equal:other=t
expand:size=EI,implicit=b expand_as:other=t exponential_:lambd=bfin eye:n=in,dtype=do,m=in
fill:value=bcfint fill_:value=bcfint flatten:start_dim=in,end_dim=in flip:dims=EI
floor_divide:other=bcfint floor_divide_:other=bcfint fmax:other=t fmin:other=t fmod:other=bcfint
fmod_:other=bcfint full:size=EI,fill_value=bcfin,dtype=do full_like:fill_value=bcfin,dtype=do
gather:dim=in,index=t,sparse_grad=b ge:other=bcfint ge_:other=bcfint ger:vec2=t
grad:outputs=EL,inputs=EL,grad_outputs=ELo,retain_graph=bo,create_graph=b,allow_unused=b
gradient:dim=EIino,edge_order=in greater:other=bcfint greater_:other=bcfint
group_norm:num_groups=in,weight=ot,bias=ot,eps=bfin,cudnn_enabled=b
gru_cell:hx=t,w_ih=t,w_hh=t,b_ih=ot,b_hh=ot gt:other=bcfint gt_:other=bcfint hardshrink:lambd=bcfin
heaviside:values=t heaviside_:values=t hinge_embedding_loss:target=t,margin=bfin,reduction=in
histc:bins=in,min=bcfin,max=bcfin histogram:bins=int,weight=ot,density=b,range=EFIo
hstack:tensors=EL hypot:other=t hypot_:other=t index_add:dim=in,index=t,source=t,alpha=bcfin
index_add_:dim=in,index=t,source=t,alpha=bcfin index_copy:dim=in,index=t,source=t
index_copy_:dim=in,index=t,source=t index_fill:dim=in,index=t,value=bcfint
index_fill_:dim=in,index=t,value=bcfint index_put:indices=EL,values=t,accumulate=b
index_put_:indices=EL,values=t,accumulate=b index_select:dim=in,index=t inner:other=t
isclose:other=t,rtol=bfin,atol=bfin,equal_nan=b kl_div:target=t,reduction=in,log_target=b
kthvalue:k=in,dim=in,keepdim=b
layer_norm:normalized_shape=EI,weight=ot,bias=ot,eps=bfin,cudnn_enable=b le:other=bcfint
le_:other=bcfint lerp:end=t,weight=bcfint lerp_:end=t,weight=bcfint less:other=bcfint
less_:other=bcfint linalg_cholesky:upper=b linalg_cond:p=bcfinos linalg_cross:other=t,dim=in
linalg_det:A=t linalg_diagonal:A=t,offset=in,dim1=in,dim2=in linalg_eigh:UPLO=s
linalg_eigvalsh:UPLO=s linalg_inv:A=t linalg_lstsq:b=t,rcond=bfino,driver=os linalg_matmul:other=t
linalg_matrix_norm:ord=bcfins,dim=EI,keepdim=b,dtype=do linalg_matrix_power:n=in
linalg_matrix_rank:tol=bfint,hermitian=b,atol=bfinot,rtol=bfinot
linalg_norm:ord=bcfinos,dim=EIio,keepdim=b,dtype=do linalg_qr:A=t,mode=s linalg_slogdet:A=t
linalg_solve:A=t,B=t,left=b linalg_solve_triangular:B=t,upper=b,left=b,unitriangular=b
linalg_svd:A=t,full_matrices=b,driver=os linalg_svdvals:A=t,driver=os
linalg_vector_norm:ord=bcfin,dim=EIio,keepdim=b,dtype=do
linspace:start=bcfint,end=bcfint,steps=in,dtype=do log_softmax:dim=in,dtype=do logaddexp:other=t
logical_and:other=t logical_and_:other=t logical_or:other=t logical_or_:other=t logical_xor:other=t
logical_xor_:other=t logit:eps=bfino logit_:eps=bfino
logspace:start=bcfint,end=bcfint,steps=in,base=bfin,dtype=do logsumexp:dim=EIi,keepdim=b
lstm_cell:hx=EL,w_ih=t,w_hh=t,b_ih=ot,b_hh=ot lt:other=bcfint lt_:other=bcfint
margin_ranking_loss:input1=t,input2=t,target=t,margin=bfin,reduction=in
masked_fill:mask=t,value=bcfint masked_fill_:mask=t,value=bcfint masked_select:mask=t
matmul:other=t matrix_power:n=in max:other=t,dim=in,keepdim=b
max_pool1d:kernel_size=EIi,stride=EIi,padding=EIi,dilation=EIi,ceil_mode=b
max_pool2d:kernel_size=EIi,stride=EIi,padding=EIi,dilation=EIi,ceil_mode=b maximum:other=t
mean:dtype=do,dim=EIio,keepdim=b median:dim=in,keepdim=b min:other=t,dim=in,keepdim=b
minimum:other=t mm:mat2=t,out_dtype=in mode:dim=in,keepdim=b moveaxis:source=EIin,destination=EIin
movedim:source=EIin,destination=EIin mul:other=bcfint mul_:other=bcfint
multinomial:num_samples=in,replacement=b multiply:other=bcfint multiply_:other=bcfint mv:vec=t
nan_to_num:nan=bfino,posinf=bfino,neginf=bfino nan_to_num_:nan=bfino,posinf=bfino,neginf=bfino
nanmean:dim=EIio,keepdim=b,dtype=do nanmedian:dim=in,keepdim=b
nanquantile:q=bfint,dim=ino,keepdim=b,interpolation=s nansum:dim=EIio,keepdim=b,dtype=do
narrow:dim=in,start=int,length=in ne:other=bcfint,a=EL,b=EL ne_:other=bcfint
new_full:size=EI,fill_value=bcfin,dtype=do new_ones:size=EI,dtype=do new_zeros:size=EI,dtype=do
normal:mean=bfint,std=bfint,size=EI,dtype=do normal_:mean=bfin,std=bfin ones:size=EI,dtype=do
ones_like:dtype=do outer:vec2=t pairwise_distance:x1=t,x2=t,p=bfin,eps=bfin,keepdim=b
permute:dims=EI poisson_nll_loss:target=t,log_input=b,full=b,eps=bfin,reduction=in polygamma:n=in
polygamma_:n=in pow:exponent=bcfint pow_:exponent=bcfint prelu:weight=t
prod:dtype=do,dim=in,keepdim=b put:index=t,source=t,accumulate=b put_:index=t,source=t,accumulate=b
qr:some=b quantile:q=bfint,dim=ino,keepdim=b,interpolation=s rand:size=EI,dtype=do
rand_like:dtype=do randint:high=in,size=EI,dtype=do,low=in randint_like:high=int,dtype=do,low=in
randn:size=EI,dtype=do randn_like:dtype=do random:from=in,to=ino random_:from=in,to=ino
randperm:n=in,dtype=do range:start=bcfin,end=bcfin,step=bcfin,dtype=do remainder:other=bcfint
remainder_:other=bcfint repeat:repeats=EI repeat_interleave:repeats=int,output_size=ino,dim=ino
requires_grad_:requires_grad=b reshape:shape=EI resize_:size=EI
result_type:tensor=t,other=bcfint,scalar=bcfin roll:shifts=EIi,dims=EIi rot90:k=in,dims=EI
round:decimals=in round_:decimals=in rrelu:lower=bcfin,upper=bcfin,training=b
rrelu_:lower=bcfin,upper=bcfin,training=b rsub:other=bcfint,alpha=bcfin
scatter:dim=in,index=t,value=bcfin,src=t,reduce=s
scatter_:dim=in,index=t,src=t,value=bcfin,reduce=s scatter_add:dim=in,index=t,src=t
scatter_add_:dim=in,index=t,src=t scatter_reduce:dim=in,index=t,src=t,reduce=s,include_self=b
scatter_reduce_:dim=in,index=t,src=t,reduce=s,include_self=b select:dim=in,index=in
set_:storage_offset=in,size=EI,stride=EI size:dim=in softmax:dim=in,dtype=do
sort:dim=in,descending=b,stable=bo,reverse=b special_log_softmax:dim=in,dtype=do
special_logit:eps=bfino special_logsumexp:dim=EIi,keepdim=b special_polygamma:n=in
special_round:decimals=in special_softmax:dim=in,dtype=do special_xlogy:other=bcfint
special_zeta:other=bcfint split_with_sizes:split_sizes=EI,dim=in squeeze:dim=EIin squeeze_:dim=EIin
stack:tensors=EL,dim=in std:unbiased=b,dim=EIio,keepdim=b,correction=bcfino stride:dim=in
sub:other=bcfint,alpha=bcfin sub_:other=bcfint,alpha=bcfin subtract:other=bcfint,alpha=bcfin
subtract_:other=bcfint,alpha=bcfin sum:dim=EIio,keepdim=b,dtype=do sum_to_size:size=EI
svd:some=b,compute_uv=b swapaxes:axis0=in,axis1=in swapaxes_:axis0=in,axis1=in
swapdims:dim0=in,dim1=in swapdims_:dim0=in,dim1=in take:index=t take_along_dim:indices=t,dim=ino
tensor:dtype=do,requires_grad=b
tensor_split:sections=in,dim=in,indices=EI,tensor_indices_or_sections=t
threshold:threshold=bcfin,value=bcfin threshold_:threshold=bcfin,value=bcfin tile:dims=EI
topk:k=in,dim=in,largest=b,sorted=b transpose:dim0=in,dim1=in transpose_:dim0=in,dim1=in
tril:diagonal=in tril_:diagonal=in
triplet_margin_loss:anchor=t,positive=t,negative=t,margin=bfin,p=bfin,eps=bfin,swap=b,reduction=in
triu:diagonal=in triu_:diagonal=in true_divide:other=bcfint true_divide_:other=bcfint
type_as:other=t unbind:dim=in unfold:dimension=in,size=in,step=in uniform_:from=bfin,to=bfin
unsqueeze:dim=in unsqueeze_:dim=in var:unbiased=b,dim=EIio,keepdim=b,correction=bcfino
view:size=EI,dtype=do view_as:other=t vstack:tensors=EL where:condition=t,other=bcfint
xlogy:other=bcfint xlogy_:other=bcfint zeros:size=EI,dtype=do zeros_like:dtype=do
"""
CONSTRUCTORS = """
Adadelta:params=*,lr=fit,rho=fi,eps=fi,weight_decay=fi,foreach=bo,capturable=b,maximize=b,differentiable=b
Adagrad:params=*,lr=fit,lr_decay=fi,weight_decay=fi,initial_accumulator_value=fi,eps=fi,foreach=bo,maximize=b,differentiable=b,fused=bo
Adam:params=*,lr=fit,betas=*,eps=fi,weight_decay=fi,amsgrad=b,foreach=bo,maximize=b,capturable=b,differentiable=b,fused=bo,decoupled_weight_decay=b
AdamW:params=*,lr=fit,betas=*,eps=fi,weight_decay=fi,amsgrad=b,maximize=b,foreach=bo,capturable=b,differentiable=b,fused=bo
Adamax:params=*,lr=fit,betas=*,eps=fi,weight_decay=fi,foreach=bo,maximize=b,differentiable=b,capturable=b
AvgPool1d:kernel_size=iEI,stride=iEIo,padding=iEI,ceil_mode=b,count_include_pad=b
AvgPool2d:kernel_size=iEI,stride=iEIo,padding=iEI,ceil_mode=b,count_include_pad=b,divisor_override=io
BCELoss:weight=to,size_average=*,reduce=*,reduction=s
BCEWithLogitsLoss:weight=to,size_average=*,reduce=*,reduction=s,pos_weight=to
BatchNorm1d:num_features=i,eps=fi,momentum=fio,affine=b,track_running_stats=b,device=*,dtype=*,bias=b
BatchSampler:sampler=*,batch_size=i,drop_last=b Bernoulli:probs=tifbo,logits=tifbo,validate_args=bo
CELU:alpha=fi,inplace=b Categorical:probs=to,logits=to,validate_args=bo
ConstantLR:optimizer=*,factor=fi,total_iters=i,last_epoch=i
Conv1d:in_channels=i,out_channels=i,kernel_size=iEI,stride=iEI,padding=siEI,dilation=iEI,groups=i,bias=b,padding_mode=s,device=*,dtype=*
Conv2d:in_channels=i,out_channels=i,kernel_size=iEI,stride=iEI,padding=siEI,dilation=iEI,groups=i,bias=b,padding_mode=s,device=*,dtype=*
CosineAnnealingLR:optimizer=*,T_max=i,eta_min=fi,last_epoch=i
CosineAnnealingWarmRestarts:optimizer=*,T_0=i,T_mult=i,eta_min=fi,last_epoch=i
CosineEmbeddingLoss:margin=fi,size_average=*,reduce=*,reduction=s CosineSimilarity:dim=i,eps=fi
CrossEntropyLoss:weight=to,size_average=*,ignore_index=i,reduce=*,reduction=s,label_smoothing=fi
DataLoader:dataset=*,batch_size=io,shuffle=bo,sampler=*,batch_sampler=*,num_workers=i,collate_fn=*,pin_memory=b,drop_last=b,timeout=fi,worker_init_fn=*,multiprocessing_context=*,generator=*,prefetch_factor=io,persistent_workers=b,pin_memory_device=s,in_order=b
Dropout:p=fi,inplace=b ELU:alpha=fi,inplace=b
Embedding:num_embeddings=i,embedding_dim=i,padding_idx=io,max_norm=fio,norm_type=fi,scale_grad_by_freq=b,sparse=b,_weight=to,_freeze=b,device=*,dtype=*
Exponential:rate=tfi,validate_args=bo ExponentialLR:optimizer=*,gamma=fi,last_epoch=i
Flatten:start_dim=i,end_dim=i GELU:approximate=s
GRU:input_size=i,hidden_size=i,num_layers=i,bias=b,batch_first=b,dropout=fi,bidirectional=b,proj_size=i,device=*,dtype=*
GRUCell:input_size=i,hidden_size=i,bias=b,device=*,dtype=*
GradScaler:device=s,init_scale=fi,growth_factor=fi,backoff_factor=fi,growth_interval=i,enabled=b
GroupNorm:num_groups=i,num_channels=i,eps=fi,affine=b,device=*,dtype=*,bias=b Hardshrink:lambd=fi
Hardsigmoid:inplace=b Hardswish:inplace=b
Hardtanh:min_val=fi,max_val=fi,inplace=b,min_value=fio,max_value=fio
HingeEmbeddingLoss:margin=fi,size_average=*,reduce=*,reduction=s HuberLoss:reduction=s,delta=fi
KLDivLoss:size_average=*,reduce=*,reduction=s,log_target=b
L1Loss:size_average=*,reduce=*,reduction=s
LBFGS:params=*,lr=fit,max_iter=i,max_eval=io,tolerance_grad=fi,tolerance_change=fi,history_size=i,line_search_fn=so
LSTM:input_size=i,hidden_size=i,num_layers=i,bias=b,batch_first=b,dropout=fi,bidirectional=b,proj_size=i,device=*,dtype=*
LSTMCell:input_size=i,hidden_size=i,bias=b,device=*,dtype=*
LambdaLR:optimizer=*,lr_lambda=*,last_epoch=i
LayerNorm:normalized_shape=*,eps=fi,elementwise_affine=b,bias=b,device=*,dtype=*
LeakyReLU:negative_slope=fi,inplace=b Linear:in_features=i,out_features=i,bias=b,device=*,dtype=*
LinearLR:optimizer=*,start_factor=fi,end_factor=fi,total_iters=i,last_epoch=i LogSoftmax:dim=io
MSELoss:size_average=*,reduce=*,reduction=s
MarginRankingLoss:margin=fi,size_average=*,reduce=*,reduction=s
MaxPool1d:kernel_size=iEI,stride=iEIo,padding=iEI,dilation=iEI,return_indices=b,ceil_mode=b
MaxPool2d:kernel_size=iEI,stride=iEIo,padding=iEI,dilation=iEI,return_indices=b,ceil_mode=b
Mish:inplace=b MultiLabelMarginLoss:size_average=*,reduce=*,reduction=s
MultiMarginLoss:p=i,margin=fi,weight=to,size_average=*,reduce=*,reduction=s
MultiStepLR:optimizer=*,milestones=*,gamma=fi,last_epoch=i
MultiplicativeLR:optimizer=*,lr_lambda=*,last_epoch=i
NLLLoss:weight=to,size_average=*,ignore_index=i,reduce=*,reduction=s
Normal:loc=tfi,scale=tfi,validate_args=bo
OneCycleLR:optimizer=*,max_lr=*,total_steps=io,epochs=io,steps_per_epoch=io,pct_start=fi,anneal_strategy=*,cycle_momentum=b,base_momentum=*,max_momentum=*,div_factor=fi,final_div_factor=fi,three_phase=b,last_epoch=i
PReLU:num_parameters=i,init=fi,device=*,dtype=*
PoissonNLLLoss:log_input=b,full=b,size_average=*,eps=fi,reduce=*,reduction=s
PolynomialLR:optimizer=*,total_iters=i,power=fi,last_epoch=i
RMSprop:params=*,lr=fit,alpha=fi,eps=fi,weight_decay=fi,momentum=fi,centered=b,capturable=b,foreach=bo,maximize=b,differentiable=b
RNNBase:mode=s,input_size=i,hidden_size=i,num_layers=i,bias=b,batch_first=b,dropout=fi,bidirectional=b,proj_size=i,device=*,dtype=*
RNNCell:input_size=i,hidden_size=i,bias=b,nonlinearity=s,device=*,dtype=*
RandomSampler:data_source=*,replacement=b,num_samples=io,generator=* ReLU:inplace=b ReLU6:inplace=b
ReduceLROnPlateau:optimizer=*,mode=*,factor=fi,patience=i,threshold=fi,threshold_mode=*,cooldown=i,min_lr=*,eps=fi
RelaxedOneHotCategorical:temperature=t,probs=to,logits=to,validate_args=bo SELU:inplace=b
SGD:params=*,lr=fit,momentum=fi,dampening=fi,weight_decay=fit,nesterov=b,maximize=b,foreach=bo,differentiable=b,fused=bo
SequentialLR:optimizer=*,schedulers=*,milestones=*,last_epoch=i SiLU:inplace=b
SmoothL1Loss:size_average=*,reduce=*,reduction=s,beta=fi Softmax:dim=io Softmin:dim=io
Softplus:beta=fi,threshold=fi Softshrink:lambd=fi
StepLR:optimizer=*,step_size=i,gamma=fi,last_epoch=i Threshold:threshold=fi,value=fi,inplace=b
TripletMarginLoss:margin=fi,p=fi,eps=fi,swap=b,size_average=*,reduce=*,reduction=s
Unfold:kernel_size=iEI,dilation=iEI,padding=iEI,stride=iEI
autocast:device_type=s,dtype=*,enabled=b,cache_enabled=bo detect_anomaly:check_nan=b
inference_mode:mode=b save_on_cpu:pin_memory=b,device_type=s set_detect_anomaly:mode=b,check_nan=b
set_grad_enabled:mode=b
"""
IN_PYTHON = """
amp.is_autocast_available:device_type=s
autograd.backward:tensors=*,grad_tensors=*,retain_graph=bo,create_graph=b,grad_variables=*,inputs=*
autograd.functional.hessian:func=*,inputs=*,create_graph=b,strict=b,vectorize=b,outer_jacobian_strategy=s
autograd.functional.hvp:func=*,inputs=*,v=*,create_graph=b,strict=b
autograd.functional.jacobian:func=*,inputs=*,create_graph=b,strict=b,vectorize=b,strategy=s
autograd.functional.jvp:func=*,inputs=*,v=*,create_graph=b,strict=b
autograd.functional.vhp:func=*,inputs=*,v=*,create_graph=b,strict=b
autograd.functional.vjp:func=*,inputs=*,v=*,create_graph=b,strict=b
autograd.grad:outputs=*,inputs=*,grad_outputs=*,retain_graph=bo,create_graph=b,only_inputs=b,allow_unused=bo,is_grads_batched=b,materialize_grads=b
autograd.gradcheck:func=*,inputs=*,eps=fi,atol=fi,rtol=fi,raise_exception=b,nondet_tol=fi,check_undefined_grad=b,check_grad_dtypes=b,check_batched_grad=b,check_batched_forward_grad=b,check_forward_ad=b,check_backward_ad=b,fast_mode=b,masked=bo
autograd.gradgradcheck:func=*,inputs=*,grad_outputs=*,eps=fi,atol=fi,rtol=fi,gen_non_contig_grad_outputs=b,raise_exception=b,nondet_tol=fi,check_undefined_grad=b,check_grad_dtypes=b,check_batched_grad=b,check_fwd_over_rev=b,check_rev_over_rev=b,fast_mode=b,masked=b
autograd.graph.disable_saved_tensors_hooks:error_message=s
autograd.graph.get_gradient_edge:tensor=t
autograd.graph.register_multi_grad_hook:tensors=*,fn=*,mode=s
func.functional_call:module=*,parameter_and_buffer_dicts=*,args=*,kwargs=*,tie_weights=b,strict=b
func.grad:func=*,argnums=*,has_aux=b func.grad_and_value:func=*,argnums=*,has_aux=b
func.jacfwd:func=*,argnums=*,has_aux=b,randomness=s
func.jacrev:func=*,argnums=*,has_aux=b,chunk_size=io,_preallocate_and_copy=b
func.jvp:func=*,primals=*,tangents=*,strict=b,has_aux=b
func.vmap:func=*,in_dims=*,out_dims=*,randomness=s,chunk_size=io
nn.init.calculate_gain:nonlinearity=s,param=ifo nn.init.constant_:tensor=t,val=fi
nn.init.eye_:tensor=t nn.init.kaiming_normal_:tensor=t,a=fi,mode=s,nonlinearity=s,generator=*
nn.init.kaiming_uniform_:tensor=t,a=fi,mode=s,nonlinearity=s,generator=*
nn.init.normal_:tensor=t,mean=fi,std=fi,generator=* nn.init.ones_:tensor=t
nn.init.uniform_:tensor=t,a=fi,b=fi,generator=* nn.init.xavier_normal_:tensor=t,gain=fi,generator=*
nn.init.xavier_uniform_:tensor=t,gain=fi,generator=* nn.init.zeros_:tensor=t
nn.utils.clip_grad_norm_:parameters=*,max_norm=fi,norm_type=fi,error_if_nonfinite=b,foreach=bo
nn.utils.clip_grad_value_:parameters=*,clip_value=fi,foreach=bo
nn.utils.weight_norm:module=*,name=s,dim=i utils.checkpoint.set_checkpoint_debug_enabled:enabled=bo
utils.checkpoint.set_checkpoint_early_stop:enable=b
"""
FIRST = """
_softmax:1,2,3 _unique2:1,2,3,4 abs:1 absolute:1 acos:1 acosh:1 adaptive_max_pool1d:1,2 add:2
addcdiv:3 addcmul:3 addmm:3 allclose:1,2,3,4,5 amax:1,2,3 amin:1,2,3 aminmax:1 angle:1 argmax:1,2,3
argmin:1,2,3 argsort:1 asin:1 asinh:1 atan:1 atan2:1,2 atanh:1 avg_pool1d:1,2,3,4,5
batch_norm:1,2,3,4,5 bernoulli:1 binary_cross_entropy_with_logits:1,2,3,4,5 bincount:1,2,3
bitwise_not:1 bmm:2 broadcast_to:1,2 ceil:1 celu:1,2 cholesky:1,2 chunk:1,2,3 clone:1 conj:1
convolution:1,2,3,4,5 cos:1 cosh:1 count_nonzero:1 cross:1,2,3 cummax:1,2 cummin:1,2 cumprod:1,2
cumsum:1,2 deg2rad:1 det:1 detach:1 detach_:1 diag:1,2 diagonal:1,2,3,4 diff:1,2,3,4,5 digamma:1
dist:1,2,3 div:2 dot:1,2 dropout:1,2,3 empty_like:1 equal:1,2 erf:1 erfc:1 erfinv:1 exp:1 exp2:1
expm1:1 fix:1 flatten:1,2,3 flip:1,2 fliplr:1 flipud:1 floor:1 fmax:1,2 fmin:1,2 frac:1 frexp:1
full_like:1,2 gather:1,2,3 ger:1,2 gradient:1 group_norm:1,2,3,4,5 gru_cell:1,2,3,4,5
hardshrink:1,2 heaviside:1,2 hinge_embedding_loss:1,2,3,4 histc:1,2,3,4 histogram:1 hypot:1,2 i0:1
imag:1 index_add:1,2,3,4 index_copy:1,2,3,4 index_put:1,2,3,4 index_select:1,2,3 inner:1,2
inverse:1 is_complex:1 is_floating_point:1 is_inference:1 is_nonzero:1 isclose:1,2,3,4,5 isfinite:1
isinf:1 isnan:1 kl_div:1,2,3 kthvalue:1,2,3,4 layer_norm:1,2,3,4,5 lgamma:1 log:1 log10:1 log1p:1
log2:1 log_:1 log_softmax:1,2,3 logaddexp:1,2 logdet:1 logical_and:1,2 logical_not:1 logical_or:1,2
logical_xor:1,2 logit:1,2 logsumexp:1,2,3 lstm_cell:1,2,3,4,5 masked_select:1,2 matmul:1,2
matrix_power:1,2 max:1 max_pool1d:1,2,3,4,5 max_pool2d:1,2,3,4,5 maximum:1,2 mean:1 median:1,2,3
min:1 minimum:1,2 mm:2 mode:1,2,3 msort:1 mul:1,2 multinomial:1,2,3 mv:1,2 nan_to_num:1,2,3,4
nanmean:1,2,3 nanmedian:1,2,3 nansum:1,2,3 neg:1 negative:1 nonzero:1 numel:1 ones_like:1 outer:1,2
permute:1,2 poisson_nll_loss:1,2,3,4,5 positive:1 prelu:1,2 prod:1,3 put:1,2,3,4 qr:1,2 rad2deg:1
rand_like:1 randn_like:1 ravel:1 real:1 reciprocal:1 relu:1 relu_:1 reshape:1,2 resolve_conj:1
resolve_neg:1 roll:1,2,3 rot90:1,2,3 round:1 round_:1 rrelu:1,2,3,4,5 rsqrt:1 scatter_add:1,2,3,4
scatter_reduce:1,2,3,4,5 select:1,2,3 selu:1 sgn:1 sigmoid:1 sign:1 sin:1 sinc:1 sinh:1 slogdet:1
softmax:1,2,3 sort:1 split_with_sizes:1,2,3 sqrt:1 sqrt_:1 square:1 square_:1 squeeze:1 sub:2
sum:1,3 svd:1,2,3 swapaxes:1,2,3 swapdims:1,2,3 t:1 take:1,2 take_along_dim:1,2,3 tan:1 tanh:1
threshold:1,2,3 tile:1,2 topk:1,2,3,4,5 trace:1 transpose:1,2,3 tril:1,2 triu:1,2 trunc:1
unbind:1,2 unflatten:1,2,3 unsqueeze:1,2 view_as_complex:1 view_as_real:1 zero_:1 zeros_like:1
"""

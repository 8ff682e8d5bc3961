"""What torch's functions take at each place, from its own schemas."""

TAKES = """
__and__:t,bcfint __getitem__:*,t __lshift__:t,bcfint __or__:t,bcfint __rshift__:t,bcfint
__xor__:t,bcfint _convolution:t,t,ot,EI,EI,EI,b,EI,in,b,b,b,b
_scaled_dot_product_flash_attention_for_cpu:t,t,t,bfin,b _softmax:t,in,b _unique2:t,b,b,b
_version:t abs:t absolute:t acos:t acosh:t adaptive_max_pool1d:t,EIi add:t,bcfint,bcfin
add_:t,bcfint,bcfin addcdiv:t,t,t addcdiv_:t,t,t addcmul:t,t,t addcmul_:t,t,t addmm:t,t,t,in
all:t,EIino,b allclose:t,t,bfin,bfin,b amax:t,EIi,b amin:t,EIi,b aminmax:t angle:t any:t,EIino,b
arange:bcfin,bcfin,bcfin argmax:t,ino,b argmin:t,ino,b argsort:t,in,b as_tensor:*bfint asin:t
asinh:t atan:t atan2:t,t atanh:t avg_pool1d:t,EIi,EIi,EIi,b,b
batch_norm:t,ot,ot,ot,ot,b,bfin,bfin,b bernoulli:t,bfint bernoulli_:t,bfint
binary_cross_entropy_with_logits:t,t,ot,ot,in bincount:t,ot,in bitwise_not:t bmm:t,t,in
broadcast_to:t,EI bucketize:bcfint,t cat:EL,in ceil:t celu:t,bcfin cholesky:t,b chunk:t,in,in
clamp:t,bcfinot,bcfinot clamp_:t,bcfinot,bcfinot clamp_max:t,bcfint clamp_min:t,bcfint
clip:t,bcfinot,bcfinot clone:t complex:t,t concat:EL,in concatenate:EL,in conj:t contiguous:t
conv1d:t,t,ot,EIi,EIis,EIi,in conv2d:t,t,ot,EIi,EIis,EIi,in convolution:t,t,ot,EI,EI,EI,b,EI,in
copy_:t,bfint,b copysign:t,bcfint cos:t cosh:t cosine_embedding_loss:t,t,t,bfin,in
cosine_similarity:t,t,in,bfin count_nonzero:t,EIino cpu:t cross:t,t,ino cuda:t cummax:t,in
cummin:t,in cumprod:t,in cumsum:t,in data:t deg2rad:t det:t detach:t detach_:t diag:t,in
diagonal:t,in,in,in diff:t,in,in,ot,ot digamma:t dim:t dist:t,t,bcfin div:t,bcfint div_:t,bcfint
divide:t,bcfint dot:t,t dropout:t,bfin,b element_size:t embedding:t,t,in,b,b empty:EI empty_like:t
eq:ELt,ELbcfint equal:t,t erf:t erfc:t erfinv:t exp:t exp2:t expand:t,EI expand_as:t,t expm1:t
exponential_:t,bfin eye:in,in fill:t,bcfint fill_:t,bcfint fix:t flatten:t,in,in flip:t,EI fliplr:t
flipud:t floor:t floor_divide:t,bcfint fmax:t,t fmin:t,t fmod:t,bcfint frac:t frexp:t full:EI,bcfin
full_like:t,bcfin gather:t,in,t ge:t,bcfint ger:t,t grad:EL,EL,ELo,bo,b,b gradient:t
greater:t,bcfint group_norm:t,in,ot,ot,bfin,b gru_cell:t,t,t,t,ot,ot gt:t,bcfint hardshrink:t,bcfin
heaviside:t,t hinge_embedding_loss:t,t,bfin,in histc:t,in,bcfin,bcfin histogram:t,int hstack:EL
hypot:t,t i0:t imag:t index_add:t,in,t,t index_copy:t,in,t,t index_fill:t,in,t,bcfint
index_fill_:t,in,t,bcfint index_put:t,EL,t,b index_select:t,in,t indices:t inner:t,t inverse:t
is_complex:t is_contiguous:t,in is_floating_point:t is_inference:t is_leaf:t is_nonzero:t
isclose:t,t,bfin,bfin,b isfinite:t isinf:t isnan:t item:t kl_div:t,t,in kthvalue:t,in,in,b
layer_norm:t,EI,ot,ot,bfin,b le:t,bcfint lerp:t,t,bcfint lerp_:t,t,bcfint less:t,bcfint lgamma:t
linalg_cholesky:t linalg_cond:t,bcfinos linalg_cross:t,t linalg_det:t linalg_diagonal:t
linalg_eigh:t,s linalg_eigvalsh:t,s linalg_inv:t linalg_lstsq:t,t,bfino linalg_matmul:t,t
linalg_matrix_norm:t,bcfins,EI,b linalg_matrix_power:t,in linalg_matrix_rank:t,bfint,b
linalg_norm:t,bcfinos,EIio,b linalg_qr:t,s linalg_slogdet:t linalg_solve:t,t
linalg_solve_triangular:t,t linalg_svd:t,b linalg_svdvals:t linalg_vector_norm:t,bcfin,EIio,b
linspace:bcfint,bcfint,in log:t log10:t log1p:t log2:t log_:t log_softmax:t,in,do logaddexp:t,t
logdet:t logical_and:t,t logical_not:t logical_or:t,t logical_xor:t,t logit:t,bfino
logspace:bcfint,bcfint,in,bfin logsumexp:t,EIi,b lstm_cell:t,EL,t,t,ot,ot lt:t,bcfint mT:t
margin_ranking_loss:t,t,t,bfin,in masked_fill:t,t,bcfint masked_fill_:t,t,bcfint masked_select:t,t
matmul:t,t matrix_power:t,in max:t,int,b max_pool1d:t,EIi,EIi,EIi,EIi,b
max_pool2d:t,EIi,EIi,EIi,EIi,b maximum:t,t mean:t,EIio,b median:t,in,b min:t,int,b minimum:t,t
mm:t,t,in mode:t,in,b moveaxis:t,EIin,EIin movedim:t,EIin,EIin msort:t mul:t,bcfint mul_:t,bcfint
multinomial:t,in,b multiply:t,bcfint mv:t,t nan_to_num:t,bfino,bfino,bfino nanmean:t,EIio,b
nanmedian:t,in,b nanquantile:t,bfint,ino,b nansum:t,EIio,b narrow:t,in,int,in ne:ELt,ELbcfint neg:t
negative:t new_full:t,EI,bcfin new_ones:t,EI new_zeros:t,EI nonzero:t normal:bfint,bfint,EIbfin
normal_:t,bfin,bfin numel:t ones:EI ones_like:t outer:t,t output_nr:t
pairwise_distance:t,t,bfin,bfin,b permute:t,EI pin_memory:t,*o poisson_nll_loss:t,t,b,b,bfin,in
polygamma:in,t positive:t pow:bcfint,bcfint pow_:t,bcfint prelu:t,t prod:t,in,b put:t,t,t,b qr:t,b
quantile:t,bfint,ino,b rad2deg:t rand:EI rand_like:t randint:in,EIin,EI randint_like:t,int,in
randn:EI randn_like:t random:t,in,ino random_:t,in,ino randperm:in range:bcfin,bcfin,bcfin ravel:t
real:t reciprocal:t relu:t relu_:t remainder:bcfint,bcfint repeat:t,EI repeat_interleave:t,int,ino
requires_grad_:t,b reshape:t,EI resolve_conj:t resolve_neg:t result_type:bcfint,bcfint
retain_grad:t retains_grad:t roll:t,EIi,EIi rot90:t,in,EI round:t round_:t rrelu:t,bcfin,bcfin,b,*o
rsqrt:t rsub:t,bcfint,bcfin scatter:t,in,t,bcfint scatter_add:t,in,t,t scatter_reduce:t,in,t,t,s
select:t,in,in selu:t sgn:t sigmoid:t sign:t sin:t sinc:t sinh:t size:t,in slogdet:t
softmax:t,in,do sort:ELt,bin,b special_digamma:t special_entr:t special_erf:t special_erfc:t
special_erfinv:t special_exp2:t special_expit:t special_expm1:t special_gammaln:t special_i0:t
special_i0e:t special_i1:t special_i1e:t special_log1p:t special_log_softmax:t,in
special_logit:t,bfino special_logsumexp:t,EIi,b special_polygamma:in,t special_psi:t
special_round:t special_sinc:t special_softmax:t,in,do special_xlogy:bcfint,bcfint
special_zeta:bcfint,bcfint split_with_sizes:t,EI,in sqrt:t sqrt_:t square:t square_:t
squeeze:t,EIin stack:EL,in std:t,EIbio,b,b storage_offset:t stride:t,in sub:t,bcfint,bcfin
subtract:t,bcfint,bcfin sum:t,EIio,b sum_to_size:t,EI svd:t,b,b swapaxes:t,in,in swapdims:t,in,in
t:t t_:t take:t,t take_along_dim:t,t,ino tan:t tanh:t tensor:*bfin tensor_split:t,EIint,in
threshold:t,bcfin,bcfin tile:t,EI topk:t,in,in,b,b trace:t transpose:t,in,in tril:t,in
triplet_margin_loss:t,t,t,bfin,bfin,bfin,b,in triu:t,in true_divide:t,bcfint trunc:t type_as:t,t
unbind:t,in unfold:t,in,in,in uniform_:t,bfin,bfin unsqueeze:t,in values:*t var:t,EIbio,b,b
view:t,EIdo view_as:t,t view_as_complex:t view_as_real:t vstack:EL where:t,bcfint,bcfint
xlogy:bcfint,bcfint zero_:t zeros:EI zeros_like:t
"""
FUNCTIONAL = """
adaptive_avg_pool1d:input=t,output_size=EIi adaptive_avg_pool2d:input=t,output_size=*
adaptive_avg_pool3d:input=t,output_size=*
adaptive_max_pool1d_with_indices:input=t,output_size=*,return_indices=b
adaptive_max_pool2d_with_indices:input=t,output_size=*,return_indices=b
adaptive_max_pool3d_with_indices:input=t,output_size=*,return_indices=b
affine_grid:theta=t,size=*,align_corners=bo alpha_dropout:input=t,p=fi,training=b,inplace=b
assert_int_or_pair:arg=*,arg_name=s,message=s
avg_pool1d:input=t,kernel_size=EIi,stride=EIi,padding=EIi,ceil_mode=b,count_include_pad=b
avg_pool2d:input=t,kernel_size=EIi,stride=EIi,padding=EIi,ceil_mode=b,count_include_pad=b,divisor_override=ino
avg_pool3d:input=t,kernel_size=EIi,stride=EIi,padding=EIi,ceil_mode=b,count_include_pad=b,divisor_override=ino
batch_norm:input=t,running_mean=to,running_var=to,weight=to,bias=to,training=b,momentum=fi,eps=fi
bilinear:input1=t,input2=t,weight=t,bias=ot
binary_cross_entropy:input=t,target=t,weight=to,size_average=bo,reduce=bo,reduction=s
binary_cross_entropy_with_logits:input=t,target=t,weight=to,size_average=bo,reduce=bo,reduction=s,pos_weight=to
celu:input=t,alpha=fi,inplace=b celu_:input=t,alpha=bcfin channel_shuffle:input=t,groups=in
conv1d:input=t,weight=t,bias=ot,stride=EIi,padding=EIis,dilation=EIi,groups=in
conv2d:input=t,weight=t,bias=ot,stride=EIi,padding=EIis,dilation=EIi,groups=in
conv3d:input=t,weight=t,bias=ot,stride=EIi,padding=EIis,dilation=EIi,groups=in
conv_tbc:input=t,weight=t,bias=t,pad=in
conv_transpose1d:input=t,weight=t,bias=ot,stride=EIi,padding=EIi,output_padding=EIi,groups=in,dilation=EIi
conv_transpose2d:input=t,weight=t,bias=ot,stride=EIi,padding=EIi,output_padding=EIi,groups=in,dilation=EIi
conv_transpose3d:input=t,weight=t,bias=ot,stride=EIi,padding=EIi,output_padding=EIi,groups=in,dilation=EIi
cosine_embedding_loss:input1=t,input2=t,target=t,margin=fi,size_average=bo,reduce=bo,reduction=s
cosine_similarity:x1=t,x2=t,dim=in,eps=bfin
cross_entropy:input=t,target=t,weight=to,size_average=bo,ignore_index=i,reduce=bo,reduction=s,label_smoothing=fi
ctc_loss:log_probs=t,targets=t,input_lengths=t,target_lengths=t,blank=i,reduction=s,zero_infinity=b
dropout:input=t,p=fi,training=b,inplace=b dropout1d:input=t,p=fi,training=b,inplace=b
dropout2d:input=t,p=fi,training=b,inplace=b dropout3d:input=t,p=fi,training=b,inplace=b
elu:input=t,alpha=fi,inplace=b elu_:input=t,alpha=bcfin,scale=bcfin,input_scale=bcfin
embedding:input=t,weight=t,padding_idx=io,max_norm=fio,norm_type=fi,scale_grad_by_freq=b,sparse=b
embedding_bag:input=t,weight=t,offsets=to,max_norm=fio,norm_type=fi,scale_grad_by_freq=b,mode=s,sparse=b,per_sample_weights=to,include_last_offset=b,padding_idx=io
feature_alpha_dropout:input=t,p=fi,training=b,inplace=b
fold:input=t,output_size=*,kernel_size=*,dilation=*,padding=*,stride=*
fractional_max_pool2d_with_indices:input=t,kernel_size=*,output_size=*,output_ratio=*,return_indices=b,_random_samples=to
fractional_max_pool3d_with_indices:input=t,kernel_size=*,output_size=*,output_ratio=*,return_indices=b,_random_samples=to
gaussian_nll_loss:input=t,target=t,var=fit,full=b,eps=fi,reduction=s gelu:input=t,approximate=s
glu:input=t,dim=i
grad:outputs=EL,inputs=EL,grad_outputs=ELo,retain_graph=bo,create_graph=b,allow_unused=b
grid_sample:input=t,grid=t,mode=s,padding_mode=s,align_corners=bo
group_norm:input=t,num_groups=i,weight=to,bias=to,eps=fi
grouped_mm:mat_a=t,mat_b=t,offs=to,bias=to,out_dtype=do
gumbel_softmax:logits=t,tau=fi,hard=b,eps=fi,dim=i hardshrink:input=t,lambd=bcfin
hardsigmoid:input=t,inplace=b hardswish:input=t,inplace=b
hardtanh:input=t,min_val=fi,max_val=fi,inplace=b hardtanh_:input=t,min_val=bcfin,max_val=bcfin
hinge_embedding_loss:input=t,target=t,margin=fi,size_average=bo,reduce=bo,reduction=s
huber_loss:input=t,target=t,reduction=s,delta=fi,weight=to
instance_norm:input=t,running_mean=to,running_var=to,weight=to,bias=to,use_input_stats=b,momentum=fi,eps=fi
interpolate:input=t,size=io,scale_factor=*,mode=s,align_corners=bo,recompute_scale_factor=bo,antialias=b
kl_div:input=t,target=t,size_average=bo,reduce=bo,reduction=s,log_target=b
l1_loss:input=t,target=t,size_average=bo,reduce=bo,reduction=s,weight=to
layer_norm:input=t,normalized_shape=*,weight=to,bias=to,eps=fi
leaky_relu:input=t,negative_slope=fi,inplace=b leaky_relu_:input=t,negative_slope=bcfin
linear:input=t,weight=t,bias=ot
linear_cross_entropy:input=t,linear_weight=t,target=t,linear_bias=to,weight=to,reduction=s,ignore_index=io,label_smoothing=fi,options=*
local_response_norm:input=t,size=i,alpha=fi,beta=fi,k=fi
log_softmax:input=t,dim=io,_stacklevel=i,dtype=do
lp_pool1d:input=t,norm_type=fi,kernel_size=i,stride=*,ceil_mode=b
lp_pool2d:input=t,norm_type=fi,kernel_size=*,stride=*,ceil_mode=b
lp_pool3d:input=t,norm_type=fi,kernel_size=*,stride=*,ceil_mode=b
margin_ranking_loss:input1=t,input2=t,target=t,margin=fi,size_average=bo,reduce=bo,reduction=s
max_pool1d_with_indices:input=t,kernel_size=*,stride=*,padding=*,dilation=*,ceil_mode=b,return_indices=b
max_pool2d_with_indices:input=t,kernel_size=*,stride=*,padding=*,dilation=*,ceil_mode=b,return_indices=b
max_pool3d_with_indices:input=t,kernel_size=*,stride=*,padding=*,dilation=*,ceil_mode=b,return_indices=b
max_unpool1d:input=t,indices=t,kernel_size=*,stride=*,padding=*,output_size=*
max_unpool2d:input=t,indices=t,kernel_size=*,stride=*,padding=*,output_size=*
max_unpool3d:input=t,indices=t,kernel_size=*,stride=*,padding=*,output_size=*
mish:input=t,inplace=b mse_loss:input=t,target=t,size_average=bo,reduce=bo,reduction=s,weight=to
multi_head_attention_forward:query=t,key=t,value=t,embed_dim_to_check=i,num_heads=i,in_proj_weight=to,in_proj_bias=to,bias_k=to,bias_v=to,add_zero_attn=b,dropout_p=fi,out_proj_weight=t,out_proj_bias=to,training=b,key_padding_mask=to,need_weights=b,attn_mask=to,use_separate_proj_weight=b,q_proj_weight=to,k_proj_weight=to,v_proj_weight=to,static_k=to,static_v=to,average_attn_weights=b,is_causal=b
multi_margin_loss:input=t,target=t,p=i,margin=fi,weight=to,size_average=bo,reduce=bo,reduction=s
multilabel_margin_loss:input=t,target=t,size_average=bo,reduce=bo,reduction=s
multilabel_soft_margin_loss:input=t,target=t,weight=to,size_average=bo,reduce=bo,reduction=s
native_channel_shuffle:input=t,groups=in
nll_loss:input=t,target=t,weight=to,size_average=bo,ignore_index=i,reduce=bo,reduction=s
normalize:input=t,p=fi,dim=i,eps=fi,out=to one_hot:input=t,num_classes=in
pad:input=t,pad=*,mode=s,value=fio pairwise_distance:x1=t,x2=t,p=bfin,eps=bfin,keepdim=b
pdist:input=t,p=bfin pixel_shuffle:input=t,upscale_factor=in
pixel_unshuffle:input=t,downscale_factor=in
poisson_nll_loss:input=t,target=t,log_input=b,full=b,size_average=bo,eps=fi,reduce=bo,reduction=s
prelu:input=t,weight=t relu:input=t,inplace=b relu6:input=t,inplace=b relu_:input=t
rms_norm:input=t,normalized_shape=*,weight=to,eps=fio
rrelu:input=t,lower=fi,upper=fi,training=b,inplace=b
rrelu_:input=t,lower=bcfin,upper=bcfin,training=b,generator=*o
scaled_dot_product_attention:query=t,key=t,value=t,attn_mask=ot,dropout_p=bfin,is_causal=b,scale=bfino,enable_gqa=b
scaled_grouped_mm:mat_a=t,mat_b=t,scale_a=*,scale_recipe_a=*,scale_b=*,scale_recipe_b=*,swizzle_a=*,swizzle_b=*,bias=to,offs=to,output_dtype=do,contraction_dim=*,use_fast_accum=b
scaled_mm:mat_a=t,mat_b=t,scale_a=*,scale_recipe_a=*,scale_b=*,scale_recipe_b=*,swizzle_a=*,swizzle_b=*,bias=to,output_dtype=do,contraction_dim=*,use_fast_accum=b
selu:input=t,inplace=b selu_:input=t sigmoid:input=* silu:input=t,inplace=b
smooth_l1_loss:input=t,target=t,size_average=bo,reduce=bo,reduction=s,beta=fi
soft_margin_loss:input=t,target=t,size_average=bo,reduce=bo,reduction=s
softmax:input=t,dim=io,_stacklevel=i,dtype=do softmin:input=t,dim=io,_stacklevel=i,dtype=do
softplus:input=t,beta=bcfin,threshold=bcfin softshrink:input=t,lambd=bcfin softsign:input=*
tanh:input=* tanhshrink:input=* threshold:input=t,threshold=fi,value=fi,inplace=b
threshold_:input=t,threshold=bcfin,value=bcfin
triplet_margin_loss:anchor=t,positive=t,negative=t,margin=fi,p=fi,eps=fi,swap=b,size_average=bo,reduce=bo,reduction=s
triplet_margin_with_distance_loss:anchor=t,positive=t,negative=t,distance_function=*,margin=fi,swap=b,reduction=s
unfold:input=t,kernel_size=*,dilation=*,padding=*,stride=*
upsample:input=*,size=*,scale_factor=*,mode=*,align_corners=*
upsample_bilinear:input=*,size=*,scale_factor=* upsample_nearest:input=*,size=*,scale_factor=*
"""

"""What torch's steps save, and whose gradients record, from the graphs that it makes."""

SAVES = """
Abs:self Acos:self Acosh:self AdaptiveMaxPool2D:result1,self Addcdiv:tensor1@2,tensor2
Addcmul:tensor1@2,tensor2@0 Addmm:mat1@2,mat2@1 Amax:result,self Amin:result,self
Aminmax:max,min,self Angle:self Asin:self Asinh:self Atan2:other,self Atan:self Atanh:self
AvgPool2D:self BinaryCrossEntropy:self,target BinaryCrossEntropyWithLogits:self,target
Bmm:mat2@0,self@1 Cdist:result,x1,x2 Celu:self CholeskySolve:input2,result,self Clamp:self
ClampBackward1:self ClampMax:self ClampMin:self Complex:imag@1,real@0 Convolution:input,weight
Copysign:result,self@0 Cos:self Cosh:self Cummax:indices,self Cummin:indices,self
Cumprod:result,self Digamma:self Dist:other,result,self Div:other,self@1 DivBackward2:other,self@1
Dot:self@1,tensor@0 Elu:self Embedding:indices Erf:self Erfc:self Erfinv:self Exp2:result
Exp:result Expm1:result FftR2C:self Fmax:other,self Fmin:other,self FmodBackward1:other@1,self@1
Gather:index,self Gelu:self Hardshrink:self Hardsigmoid:self Hardswish:self Hardtanh:self
HuberLoss:self,target Hypot:other@1,result,self@0 I0:self IndexAdd:index@1,source@1 Index:indices
IndexCopy:index,source@1 IndexFill:index IndexPut:indices IndexSelect:index Kthvalue:indices
LeakyRelu:self LerpBackward1:weight Lgamma:self LinalgCholeskyEx:L LinalgCross:other@0,self@1
LinalgDet:A,LU,pivots,result LinalgEigh:eigenvalues,eigenvectors LinalgInvEx:inverse
LinalgSlogdet:A,LU,pivots,sign LinalgSolveEx:A,LU,pivots,result LinalgSolveTriangular:result,self
LinalgSvd:S,U,Vh LinalgVectorNorm:result,self Log10:self Log1P:self Log2:self Log:self
LogSigmoid:buffer,self LogSoftmax:result Logaddexp:other,self Logit:self Logsumexp:result,self
MaskedFill:mask MaskedFillBackward1:mask MaskedScatter:mask MaskedSelect:mask,self Max:indices
MaxBackward1:result,self MaxPool2DWithIndices:result1,self Maximum:other,self Median:result,self
MedianBackward1:indices Min:indices MinBackward1:result,self Minimum:other,self Mish:self
Mm:mat2@0,self@1 Mode:indices MseLoss:self,target Mul:other@0,self@1 MultiMarginLoss:self,target
MultilabelMarginLoss:is_target,self,target Mv:self@1,vec@0 NanToNum:self Nanmedian:result,self
Nansum:self NativeBatchNorm:input,result1,result2 NativeGroupNorm:input,result1,result2,weight
NativeLayerNorm:input,result1,result2 NllLoss:self,target,total_weight NormBackward1:result,self
Pow:self PowBackward1:exponent,result,self PowBackward2:exponent,result PreluKernel:self,weight
Prod:result,self ProdBackward1:result,self Put:index,source@1 Reciprocal:result Relu:result
RemainderBackward1:other@1,self@1 RreluWithNoise:noise,self Rsqrt:result SafeSoftmax:result
ScaledDotProductFlashAttentionForCpu:key,logsumexp,output,query,value ScatterAdd:index@1
Scatter:index ScatterBackward1:index ScatterReduce:index,result,self,src Sgn:result,self
Sigmoid:result Silu:self Sin:self Sinc:self Sinh:self SmoothL1Loss:self,target Softmax:result
Softplus:self Softshrink:self Sort:indices SortBackward1:indices SpecialEntr:self
SpecialI0E:result,self SpecialI1:result,self SpecialI1E:result,self Sqrt:result Std:result,self
Take:index,self Tan:result Tanh:result TanhBackward:grad_output,output Threshold:self Topk:indices
Var:self Where:condition Xlogy:other,self
"""
NAMES = """
Abs:self! Acos:self! Acosh:self! AdaptiveMaxPool2D:result1!,self! Add:alpha AddBackward1:
Addcdiv:tensor1!,tensor2!,value Addcmul:tensor1!,tensor2!,value
Addmm:alpha,beta,mat1!,mat1_sym_sizes,mat1_sym_strides,mat2! Addmm:mat2_sym_sizes,mat2_sym_strides
Amax:dim,keepdim,result!,self! Amin:dim,keepdim,result!,self! Aminmax:dim,keepdim,max!,min!,self!
Angle:self! AsStrided:size,storage_offset,stride Asin:self! Asinh:self! Atan2:other!,self!
Atan:self! Atanh:self!
AvgPool2D:ceil_mode,count_include_pad,divisor_override,kernel_size,padding,self! AvgPool2D:stride
Bernoulli: BinaryCrossEntropy:reduction,self!,target!,weight!
BinaryCrossEntropyWithLogits:pos_weight!,reduction,self!,target!,weight! Bmm:mat2!,self! Cat:dim
Cdist:p,result!,x1!,x2! Ceil: Celu:alpha,self! CholeskySolve:input2!,result!,self!,upper
Clamp:max!,min!,self! ClampBackward1:max,min,self! ClampMax:max,self! ClampMin:min,self! Clone:
Complex:imag!,real! Conj:
Convolution:bias_sym_sizes_opt,dilation,groups,input!,output_padding,padding
Convolution:stride,transposed,weight! Copysign:result!,self! Cos:self! Cosh:self!
Cummax:dim,indices!,self! Cummin:dim,indices!,self! Cumprod:dim,result!,self! Cumsum:dim Deg2Rad:
DiagEmbed:dim1,dim2,offset Diagonal:dim1,dim2,offset,self_sym_sizes
DiagonalBackward0_copy:dim1,dim2,offset,self_sym_sizes Digamma:self! Dist:other!,p,result!,self!
Div:other!,self! DivBackward1:other DivBackward2:other!,rounding_mode,self! Dot:self!,tensor!
Elu:alpha,input_scale,scale,self!
Embedding:indices!,padding_idx,scale_grad_by_freq,sparse,weight_sym_argsize_0 Erf:self! Erfc:self!
Erfinv:self! Exp2:result! Exp:result! Expand:self_sym_sizes Expm1:result!
FftC2C:dim,forward,normalization FftR2C:dim,normalization,onesided,self! Flip:dims Floor:
Fmax:other!,self! Fmin:other!,self! Fmod: FmodBackward1:other!,self! Frac:
Gather:dim,index!,self!,sparse_grad Gelu:approximate,self! Hardshrink:lambd,self! Hardsigmoid:self!
Hardswish:self! Hardtanh:max_val,min_val,self! HuberLoss:delta,reduction,self!,target!
Hypot:other!,result!,self! I0:self! IndexAdd:alpha,dim,index!,source!,source_dim
Index:indices!,self_sym_sizes IndexCopy:dim,index!,source!,source_dim IndexFill:dim,index!
IndexPut:accumulate,indices! IndexSelect:dim,index!,self_sym_sizes
Kthvalue:dim,indices!,keepdim,self_sym_sizes LeakyRelu:negative_slope,self! Lerp:weight
LerpBackward1:end!,self!,weight! Lgamma:self! LinalgCholeskyEx:L!,upper
LinalgCross:dim,other!,self! LinalgDet:A!,LU!,pivots!,result! LinalgEigh:eigenvalues!,eigenvectors!
LinalgInvEx:inverse! LinalgSlogdet:A!,LU!,pivots!,sign! LinalgSolveEx:A!,LU!,left,pivots!,result!
LinalgSolveTriangular:left,result!,self!,unitriangular,upper
LinalgSvd:S!,S_sym_argsize_minus_1,U!,Vh!,full_matrices
LinalgVectorNorm:dim,keepdim,ord,result!,self! Log10:self! Log1P:self! Log2:self! Log:self!
LogSigmoid:buffer!,self! LogSoftmax:dim,result! Logaddexp:other!,self! Logit:eps,self!
Logsumexp:dim,keepdim,result!,self! MaskedFill:mask! MaskedFillBackward1:mask!
MaskedScatter:mask!,source_sym_sizes MaskedSelect:mask!,self!
Max:dim,indices!,keepdim,self_sym_sizes MaxBackward1:result!,self!
MaxPool2DWithIndices:ceil_mode,dilation,kernel_size,padding,result1!,self!
MaxPool2DWithIndices:stride Maximum:other!,self! Mean:self_sym_numel,self_sym_sizes
MeanBackward1:dim,keepdim,self_sym_numel,self_sym_sizes Median:result!,self!
MedianBackward1:dim,indices!,keepdim,self_sym_sizes Min:dim,indices!,keepdim,self_sym_sizes
MinBackward1:result!,self! Minimum:other!,self! Mish:self!
Mm:mat2!,mat2_sym_sizes,mat2_sym_strides,self!,self_sym_sizes,self_sym_strides
Mode:dim,indices!,keepdim,self_sym_sizes MseLoss:reduction,self!,target! Mul:other!,self!
MulBackward1:other MultiMarginLoss:margin,p,reduction,self!,target!,weight!
MultilabelMarginLoss:is_target!,reduction,self!,target! Mv:self!,vec! NanToNum:self!
Nanmedian:result!,self! Nansum:dim,keepdim,self!
NativeBatchNorm:eps,input!,result1!,result2!,running_mean!,running_var!
NativeBatchNorm:training,weight! NativeGroupNorm:C,HxW,N,eps,group,input!
NativeGroupNorm:result1!,result2!,weight!
NativeLayerNorm:bias!,input!,normalized_shape,result1!,result2!,weight! Neg: NegView:
NllLoss:ignore_index,reduction,self!,target!,total_weight!,weight!
NormBackward1:dim,keepdim,p,result!,self! Permute:dims Pow:exponent,self!
PowBackward1:exponent!,result!,self! PowBackward2:exponent!,result!,self PreluKernel:self!,weight!
Prod:result!,self! ProdBackward1:dim,keepdim,result!,self! Put:accumulate,index!,source! Rad2Deg:
Reciprocal:result! Relu:result! Remainder: RemainderBackward1:other!,self!
Repeat:repeats,self_sym_sizes ReshapeAlias:self_sym_sizes Roll:dims,shifts Rot90:dims,k Round:
RoundBackward1: RreluWithNoise:lower,noise!,self!,training,upper Rsqrt:result! RsubBackward1:alpha
SafeSoftmax:dim,result!
ScaledDotProductFlashAttentionForCpu:attn_mask!,dropout_p,is_causal,key!,logsumexp!,output!
ScaledDotProductFlashAttentionForCpu:query!,scale,value! ScatterAdd:dim,index! Scatter:dim,index!
ScatterBackward1:dim,index! ScatterReduce:dim,include_self,index!,reduce,result!,self!
ScatterReduce:src! Select:dim,index,self_sym_sizes Sgn:result!,self! Sigmoid:result! Sign:
Silu:self! Sin:self! Sinc:self! Sinh:self! Slice:dim,end,self_sym_sizes,start,step
SmoothL1Loss:beta,reduction,self!,target! Softmax:dim,result! Softplus:beta,self!,threshold
Softshrink:lambd,self! Sort:dim,indices!,self_sym_sizes SortBackward1:dim,indices!,self_sym_sizes
SpecialEntr:self! SpecialI0E:result!,self! SpecialI1:result!,self! SpecialI1E:result!,self!
Split:dim,self_sym_sizes,split_size SplitWithSizes:dim,self_sym_sizes,split_sizes Sqrt:result!
Squeeze:self_sym_sizes SqueezeBackward1:dim,self_sym_sizes SqueezeBackward4:dim,self_sym_sizes
Stack:dim Std:correction,dim,keepdim,result!,self! Sub:alpha SubBackward1: Sum:self_sym_sizes
SumBackward1:dim,keepdim,self_sym_sizes T: Take:index!,self! Tan:result! Tanh:result!
TanhBackward:grad_output!,output! Threshold:self!,threshold ToCopy:
Topk:dim,indices!,self_sym_sizes Trace:self_sym_sizes Transpose:dim0,dim1 Tril:diagonal
Triu:diagonal Trunc: Unbind:dim Unfold:dimension,self_sym_sizes,size,step Unique2:
UnsafeView:self_sym_sizes Unsqueeze:dim Var:correction,dim,keepdim,self! ViewAsComplex: ViewAsReal:
View:self_sym_sizes Where:condition! Xlogy:other!,self!
"""
RECORDS = """
Abs Acos Acosh Addcdiv Addcmul Addmm Asin Asinh Atan2 Atan Atanh AvgPool2D BinaryCrossEntropy Bmm
Cdist Celu CholeskySolve Convolution Cosh Cumprod Digamma Dist Div Dot Elu Embedding Erf Erfc
Erfinv Exp2 Exp Expm1 FmodBackward1 Gelu Hardshrink Hardsigmoid Hardswish Hardtanh HuberLoss Hypot
I0 Index IndexFill IndexPut IndexSelect Kthvalue LeakyRelu Lgamma LinalgCross LinalgDet LinalgInvEx
LinalgVectorNorm Log10 Log1P Log2 Log LogSigmoid LogSoftmax Logaddexp Logit Logsumexp MaskedFill
MaskedFillBackward1 MaskedScatter Max MaxPool2DWithIndices MedianBackward1 Min Mish Mm Mode MseLoss
Mul MultiMarginLoss MultilabelMarginLoss Mv NativeBatchNorm NativeLayerNorm NllLoss NormBackward1
PowBackward1 PowBackward2 PreluKernel ProdBackward1 Reciprocal Relu RemainderBackward1
RreluWithNoise Rsqrt ScaledDotProductFlashAttentionForCpu ScatterAdd Scatter ScatterBackward1
Sigmoid Silu Sin Sinc Sinh SmoothL1Loss Softmax Softplus Softshrink Sort SortBackward1 SpecialEntr
SpecialI0E SpecialI1 SpecialI1E Sqrt Std Tan Tanh Threshold Topk Var Where
"""

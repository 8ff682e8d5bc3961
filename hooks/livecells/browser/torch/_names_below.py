"""Names that torch has, from its `dir()`: what of them is missing here is refused."""

MODULE = frozenset(
    """
T_destination add_module apply bfloat16 bias buffers call_super_init children compile cpu cuda
double dump_patches eval extra_repr float forward get_buffer get_extra_state get_parameter
get_submodule half in_features ipu load_state_dict modules mtia named_buffers named_children
named_modules named_parameters out_features parameters register_backward_hook register_buffer
register_forward_hook register_forward_pre_hook register_full_backward_hook
register_full_backward_pre_hook register_load_state_dict_post_hook
register_load_state_dict_pre_hook register_module register_parameter register_state_dict_post_hook
register_state_dict_pre_hook requires_grad_ reset_parameters set_extra_state set_submodule
share_memory state_dict to to_empty train training type weight xpu zero_grad
""".split()
)
NN = frozenset(
    """
AdaptiveAvgPool1d AdaptiveAvgPool2d AdaptiveAvgPool3d AdaptiveLogSoftmaxWithLoss AdaptiveMaxPool1d
AdaptiveMaxPool2d AdaptiveMaxPool3d AlphaDropout AvgPool1d AvgPool2d AvgPool3d BCELoss
BCEWithLogitsLoss BatchNorm1d BatchNorm2d BatchNorm3d Bilinear Buffer CELU CTCLoss ChannelShuffle
CircularPad1d CircularPad2d CircularPad3d ConstantPad1d ConstantPad2d ConstantPad3d Container
Conv1d Conv2d Conv3d ConvTranspose1d ConvTranspose2d ConvTranspose3d CosineEmbeddingLoss
CosineSimilarity CrossEntropyLoss CrossMapLRN2d DataParallel Dropout Dropout1d Dropout2d Dropout3d
ELU Embedding EmbeddingBag FeatureAlphaDropout Flatten Fold FractionalMaxPool2d FractionalMaxPool3d
GELU GLU GRU GRUCell GaussianNLLLoss GroupNorm Hardshrink Hardsigmoid Hardswish Hardtanh
HingeEmbeddingLoss HuberLoss Identity InstanceNorm1d InstanceNorm2d InstanceNorm3d KLDivLoss L1Loss
LPPool1d LPPool2d LPPool3d LSTM LSTMCell LayerNorm LazyBatchNorm1d LazyBatchNorm2d LazyBatchNorm3d
LazyConv1d LazyConv2d LazyConv3d LazyConvTranspose1d LazyConvTranspose2d LazyConvTranspose3d
LazyInstanceNorm1d LazyInstanceNorm2d LazyInstanceNorm3d LazyLinear LeakyReLU Linear
LinearCrossEntropyLoss LinearCrossEntropyOptions LocalResponseNorm LogSigmoid LogSoftmax MSELoss
MarginRankingLoss MaxPool1d MaxPool2d MaxPool3d MaxUnpool1d MaxUnpool2d MaxUnpool3d Mish Module
ModuleDict ModuleList MultiLabelMarginLoss MultiLabelSoftMarginLoss MultiMarginLoss
MultiheadAttention NLLLoss NLLLoss2d PReLU PairwiseDistance Parameter ParameterDict ParameterList
PixelShuffle PixelUnshuffle PoissonNLLLoss RMSNorm RNN RNNBase RNNCell RNNCellBase RReLU ReLU ReLU6
ReflectionPad1d ReflectionPad2d ReflectionPad3d ReplicationPad1d ReplicationPad2d ReplicationPad3d
SELU Sequential SiLU Sigmoid SmoothL1Loss SoftMarginLoss Softmax Softmax2d Softmin Softplus
Softshrink Softsign SyncBatchNorm Tanh Tanhshrink Threshold Transformer TransformerDecoder
TransformerDecoderLayer TransformerEncoder TransformerEncoderLayer TripletMarginLoss
TripletMarginWithDistanceLoss Unflatten Unfold UninitializedBuffer UninitializedParameter Upsample
UpsamplingBilinear2d UpsamplingNearest2d ZeroPad1d ZeroPad2d ZeroPad3d attention common_types
factory_kwargs functional grad init intrinsic modules parallel parameter qat quantizable quantized
utils
""".split()
)
FUNCTIONAL = frozenset(
    """
BroadcastingList1 BroadcastingList2 BroadcastingList3 Callable DType
GRID_SAMPLE_INTERPOLATION_MODES GRID_SAMPLE_PADDING_MODES Optional ScalingType SwizzleType
TYPE_CHECKING Tensor adaptive_avg_pool1d adaptive_avg_pool2d adaptive_avg_pool3d
adaptive_max_pool1d adaptive_max_pool1d_with_indices adaptive_max_pool2d
adaptive_max_pool2d_with_indices adaptive_max_pool3d adaptive_max_pool3d_with_indices affine_grid
alpha_dropout assert_int_or_pair avg_pool1d avg_pool2d avg_pool3d batch_norm bilinear
binary_cross_entropy binary_cross_entropy_with_logits boolean_dispatch celu celu_ channel_shuffle
conv1d conv2d conv3d conv_tbc conv_transpose1d conv_transpose2d conv_transpose3d
cosine_embedding_loss cosine_similarity cross_entropy ctc_loss dataclasses dropout dropout1d
dropout2d dropout3d elu elu_ embedding embedding_bag feature_alpha_dropout fold
fractional_max_pool2d fractional_max_pool2d_with_indices fractional_max_pool3d
fractional_max_pool3d_with_indices gaussian_nll_loss gelu glu grad grid_sample group_norm
grouped_mm gumbel_softmax handle_torch_function hardshrink hardsigmoid hardswish hardtanh hardtanh_
has_torch_function has_torch_function_unary has_torch_function_variadic hinge_embedding_loss
huber_loss importlib instance_norm interpolate kl_div l1_loss layer_norm leaky_relu leaky_relu_
linear linear_cross_entropy local_response_norm log_softmax logsigmoid lp_pool1d lp_pool2d
lp_pool3d margin_ranking_loss math max_pool1d max_pool1d_with_indices max_pool2d
max_pool2d_with_indices max_pool3d max_pool3d_with_indices max_unpool1d max_unpool2d max_unpool3d
mish mse_loss multi_head_attention_forward multi_margin_loss multilabel_margin_loss
multilabel_soft_margin_loss native_channel_shuffle nll_loss normalize np one_hot pad
pairwise_distance pdist pixel_shuffle pixel_unshuffle poisson_nll_loss prelu relu relu6 relu_
reproducibility_notes rms_norm rrelu rrelu_ scaled_dot_product_attention scaled_grouped_mm
scaled_mm selu selu_ sigmoid silu smooth_l1_loss soft_margin_loss softmax softmin softplus
softshrink softsign sparse_support_notes tanh tanhshrink tf32_notes threshold threshold_ torch
triplet_margin_loss triplet_margin_with_distance_loss unfold upsample upsample_bilinear
upsample_nearest warnings
""".split()
)
INIT = frozenset(
    """
Callable Literal ParamSpec Tensor TypeVar calculate_gain constant constant_ dirac dirac_ eye eye_
kaiming_normal kaiming_normal_ kaiming_uniform kaiming_uniform_ math normal normal_ ones_
orthogonal orthogonal_ sparse sparse_ torch trunc_normal_ uniform uniform_ warnings xavier_normal
xavier_normal_ xavier_uniform xavier_uniform_ zeros_
""".split()
)
UTILS = frozenset(
    """
clip_grad clip_grad_norm clip_grad_norm_ clip_grad_value_ clip_grads_with_norm_
convert_conv2d_weight_memory_format convert_conv3d_weight_memory_format convert_parameters
fuse_conv_bn_eval fuse_conv_bn_weights fuse_linear_bn_eval fuse_linear_bn_weights fusion
get_total_norm init memory_format parameters_to_vector parametrizations parametrize
remove_spectral_norm remove_weight_norm rnn skip_init spectral_norm stateless vector_to_parameters
weight_norm
""".split()
)
OPTIM = frozenset(
    """
ASGD Adadelta Adafactor Adagrad Adam AdamW Adamax LBFGS Muon NAdam Optimizer RAdam RMSprop Rprop
SGD SparseAdam lr_scheduler swa_utils swap_in_optimizer_params_and_state
""".split()
)
LR_SCHEDULER = frozenset(
    """
Any ChainedScheduler ConstantLR CosineAnnealingLR CosineAnnealingWarmRestarts Counter CyclicLR
EPOCH_DEPRECATION_WARNING ExponentialLR LRScheduler LambdaLR LinearLR Literal MultiStepLR
MultiplicativeLR OneCycleLR Optimizer PolynomialLR ReduceLROnPlateau Self SequentialLR StepLR
SupportsFloat TYPE_CHECKING Tensor TypedDict annotations bisect_right cast inf math override
partial ref types warnings wraps
""".split()
)
TORCH_UTILS = frozenset(
    """
ThroughputBenchmark backcompat backend_registration checkpoint cmake_prefix_path collect_env
copyreg cpp_backtrace data deterministic dlpack generate_methods_for_privateuse1_backend
get_cpp_backtrace hooks rename_privateuse1_backend set_module swap_tensors throughput_benchmark
torch weak weakref
""".split()
)
DATA = frozenset(
    """
BatchSampler ChainDataset ConcatDataset DFIterDataPipe DataChunk DataLoader Dataset
DistributedSampler IterDataPipe IterableDataset MapDataPipe RandomSampler Sampler SequentialSampler
StackDataset Subset SubsetRandomSampler TensorDataset WeightedRandomSampler argument_validation
dataloader datapipes dataset default_collate default_convert distributed functional_datapipe
get_worker_info graph graph_settings guaranteed_datapipes_determinism non_deterministic
random_split runtime_validation runtime_validation_disabled sampler
""".split()
)
CHECKPOINT = frozenset(
    """
AbstractSet Annotated Any AnyStr AsyncContextManager AsyncGenerator AsyncIterable AsyncIterator
Awaitable BinaryIO ByteString Callable ChainMap CheckpointError CheckpointFunction CheckpointPolicy
ClassVar Collection Concatenate Container ContextManager Coroutine Counter DefaultDeviceType
DefaultDict Deque Dict Final ForwardRef FrozenSet Generator Generic GraphExecGroup Hashable IO
ItemsView Iterable Iterator KeysView List Literal LiteralString LoggingTensorMode Mapping
MappingView Match MutableMapping MutableSequence MutableSet NamedTuple Never NewType NoReturn
NotRequired Optional OrderedDict ParamSpec ParamSpecArgs ParamSpecKwargs Pattern Protocol
ReferenceType Required Reversible SAC_IGNORED_OPS SavedTensor SelectiveCheckpointContext Self
Sequence Set Sized SupportsAbs SupportsBytes SupportsComplex SupportsFloat SupportsIndex
SupportsInt SupportsRound TYPE_CHECKING Text TextIO TorchDispatchMode Tuple Type TypeAlias
TypeGuard TypeVar TypeVarTuple TypedDict Union Unpack ValuesView annotations assert_never
assert_type capture_logs cast check_backward_validity checkpoint checkpoint_sequential
clear_overloads contextlib create_selective_checkpoint_contexts dataclass_transform defaultdict
detach_variable enum final fx_traceback get_args get_device_states get_origin get_overloads
get_type_hints is_typeddict itertools no_type_check no_type_check_decorator noop_context_fn
overload platform reveal_type runtime_checkable set_checkpoint_debug_enabled
set_checkpoint_early_stop set_device_states torch tree_map uuid warnings weakref
""".split()
)
AUTOGRAD = frozenset(
    """
DeviceType Function Mapping NestedIOFunction ProfilerActivity ProfilerConfig ProfilerEvent
ProfilerState SavedTensor Sequence Variable anomaly_mode backward cast detect_anomaly enable_grad
enforce_grad_layout_policy forward_ad function functional grad grad_mode gradcheck gradgradcheck
graph handle_torch_function has_torch_function inference_mode is_multithreading_enabled
is_tensor_like is_view_replay_enabled kineto_available no_grad overload profiler profiler_legacy
profiler_util set_detect_anomaly set_grad_enabled set_multithreading_enabled torch variable
warnings
""".split()
)
AUTOGRAD_FUNCTIONAL = frozenset(
    """
fwAD hessian hvp jacobian jvp torch vhp vjp
""".split()
)
AUTOGRAD_FUNCTION = frozenset(
    """
AUTOGRAD_FUNCTION_COUNTER Any BackwardCFunction Callable Concatenate Function FunctionCtx
FunctionMeta InplaceFunction NestedIOFunction OrderedDict ParamSpec TypeVar custom_function_call
deprecated functools hooks inspect itertools once_differentiable torch warnings
""".split()
)
GRAPH = frozenset(
    """
Any Callable Generator GradientEdge Iterable Iterator Literal MutableMapping NamedTuple Node
Optional RemovableHandle Sequence TYPE_CHECKING TorchDispatchMode TypeAlias Union Variable
WeakKeyDictionary WeakValueDictionary abc allow_mutation_on_saved_tensors cast contextlib
contextvars defaultdict deque disable_saved_tensors_hooks functools get_gradient_edge
increment_version log logging region_activation_memory_budget register_multi_grad_hook save_on_cpu
saved_tensors_hooks set_override_stale_capture_stream set_warn_on_accumulate_grad_stream_mismatch
threading torch
""".split()
)
FUNC = frozenset(
    """
debug_unwrap functional_call functionalize grad grad_and_value hessian jacfwd jacrev jvp linearize
rearrange replace_all_batch_norm_modules_ stack_module_state vjp vmap
""".split()
)
LINALG = frozenset(
    """
LinAlgError cholesky cholesky_ex common_notes cond cross det diagonal eig eigh eigvals eigvalsh
householder_product inv inv_ex ldl_factor ldl_factor_ex ldl_solve lstsq lu lu_factor lu_factor_ex
lu_solve matmul matrix_exp matrix_norm matrix_power matrix_rank multi_dot norm pinv qr slogdet
solve solve_ex solve_triangular svd svdvals tensorinv tensorsolve vander vecdot vector_norm
""".split()
)
ATTENTION = frozenset(
    """
Iterable SDPAParams SDPBackend Union WARN_FOR_UNFUSED_KERNELS activate_flash_attention_impl
can_use_efficient_attention can_use_flash_attention contextlib current_flash_attention_impl
list_flash_attention_impls register_flash_attention_impl restore_flash_attention_impl sdpa_kernel
torch warn
""".split()
)
DISTRIBUTIONS = frozenset(
    """
AbsTransform AffineTransform Bernoulli Beta Binomial CatTransform Categorical Cauchy Chi2
ComposeTransform ContinuousBernoulli CorrCholeskyTransform CumulativeDistributionTransform
Dirichlet Distribution ExpTransform Exponential ExponentialFamily FisherSnedecor Gamma
GeneralizedPareto Geometric Gumbel HalfCauchy HalfNormal Independent IndependentTransform
InverseGamma Kumaraswamy LKJCholesky Laplace LogNormal LogisticNormal LowRankMultivariateNormal
LowerCholeskyTransform MixtureSameFamily Multinomial MultivariateNormal NegativeBinomial Normal
OneHotCategorical OneHotCategoricalStraightThrough Pareto Poisson PositiveDefiniteTransform
PowerTransform RelaxedBernoulli RelaxedOneHotCategorical ReshapeTransform SigmoidTransform
SoftmaxTransform SoftplusTransform StackTransform StickBreakingTransform StudentT TanhTransform
Transform TransformedDistribution Uniform VonMises Weibull Wishart bernoulli beta biject_to
binomial categorical cauchy chi2 constraint_registry constraints continuous_bernoulli dirichlet
distribution exp_family exponential fishersnedecor gamma generalized_pareto geometric gumbel
half_cauchy half_normal identity_transform independent inverse_gamma kl kl_divergence kumaraswamy
laplace lkj_cholesky log_normal logistic_normal lowrank_multivariate_normal mixture_same_family
multinomial multivariate_normal negative_binomial normal one_hot_categorical pareto poisson
register_kl relaxed_bernoulli relaxed_categorical studentT transform_to transformed_distribution
transforms uniform utils von_mises weibull wishart
""".split()
)
SPECIAL = frozenset(
    """
Tensor airy_ai bessel_j0 bessel_j1 bessel_y0 bessel_y1 chebyshev_polynomial_t
chebyshev_polynomial_u chebyshev_polynomial_v chebyshev_polynomial_w common_args digamma entr erf
erfc erfcx erfinv exp2 expit expm1 gammainc gammaincc gammaln hermite_polynomial_h
hermite_polynomial_he i0 i0e i1 i1e laguerre_polynomial_l legendre_polynomial_p log1p log_ndtr
log_softmax logit logsumexp modified_bessel_i0 modified_bessel_i1 modified_bessel_k0
modified_bessel_k1 multi_dim_common multigammaln ndtr ndtri polygamma psi round
scaled_modified_bessel_k0 scaled_modified_bessel_k1 shifted_chebyshev_polynomial_t
shifted_chebyshev_polynomial_u shifted_chebyshev_polynomial_v shifted_chebyshev_polynomial_w sinc
softmax spherical_bessel_j0 torch xlog1py xlogy zeta
""".split()
)
FORWARD_AD = frozenset(
    """
Any NamedTuple UnpackedDualTensor dual_level enter_dual_level exit_dual_level make_dual os torch
unpack_dual
""".split()
)
AMP = frozenset(
    """
GradScaler autocast autocast_mode custom_bwd custom_fwd grad_scaler is_autocast_available
""".split()
)
FFT = frozenset(
    """
Tensor common_args factory_common_args fft fft2 fftfreq fftn fftshift hfft hfft2 hfftn ifft ifft2
ifftn ifftshift ihfft ihfft2 ihfftn irfft irfft2 irfftn rfft rfft2 rfftfreq rfftn torch
""".split()
)
OPTIMIZER = frozenset(
    """
OptimizerPostHook OptimizerPreHook add_param_group defaults load_state_dict param_groups
profile_hook_step register_load_state_dict_post_hook register_load_state_dict_pre_hook
register_state_dict_post_hook register_state_dict_pre_hook register_step_post_hook
register_step_pre_hook state state_dict step zero_grad
""".split()
)

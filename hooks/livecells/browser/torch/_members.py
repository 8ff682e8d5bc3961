"""Names that torch's classes have, from `dir()`: what of them is missing is refused."""

MEMBERS = """
Context: apply apply_boxed apply_jvp dirty_tensors mark_dirty mark_non_differentiable
 mark_shared_storage materialize_grads maybe_clear_saved_tensors metadata name needs_input_grad
 next_functions non_differentiable register_hook register_prehook requires_grad save_for_backward
 save_for_forward saved_for_forward saved_tensors saved_variables set_materialize_grads to_save
GradientEdge: count index node output_nr ownership_token
Node: metadata name next_functions register_hook register_prehook requires_grad
RemovableHandle: extra_dict_ref hooks_dict_ref id next_id remove
result: count index n_fields n_sequence_fields n_unnamed_fields
torch.Generator: clone_state device get_offset get_state graphsafe_get_state graphsafe_set_state
 initial_seed manual_seed seed set_offset set_state
torch.GradScaler: get_backoff_factor get_growth_factor get_growth_interval get_scale is_enabled
 load_state_dict scale set_backoff_factor set_growth_factor set_growth_interval state_dict step
 unscale_ update
torch.ModuleDict: contains getattr items setattr
torch.Node: addBlock addInput addOutput attributeNames blocks c c_ cconv copyAttributes
 copyMetadata destroy eraseOutput f f_ findAllNodes findNode fs fs_ g g_ getModuleHierarchy gs gs_
 hasAttribute hasAttributes hasMultipleOutputs hasUses i i_ input inputs inputsAt inputsSize
 insertAfter insertBefore is isAfter isBefore isNondeterministic is_ ival ival_ kind kindOf matches
 moveAfter moveBefore mustBeNone namedInput output outputs outputsAt outputsSize owningBlock prev
 pyname pyobj removeAllInputs removeAttribute removeInput replaceAllUsesWith replaceInput
 replaceInputWith s s_ scalar_args schema scopeName sourceRange ss ss_ t t_ ts ts_ ty ty_ tys tys_
 z z_ zs zs_
torch.Size: __add__ __contains__ __getitem__ __iter__ __len__ __mul__ __radd__ __rmul__ count index
 numel
torch.Tensor: __add__ __and__ __contains__ __delitem__ __float__ __getitem__ __iadd__ __imul__
 __index__ __int__ __iter__ __len__ __mul__ __neg__ __pow__ __radd__ __reversed__ __rmul__
 __setitem__ __sub__ __truediv__
torch.UntypedStorage: __delitem__ __getitem__ __iter__ __len__ __setitem__ bfloat16 bool byte
 byteswap char clone complex_double complex_float copy_ cpu cuda data_ptr device double
 element_size filename fill_ float float8_e4m3fn float8_e4m3fnuz float8_e5m2 float8_e5m2fnuz
 from_buffer from_file get_device half hpu int is_cuda is_hpu is_pinned is_shared is_sparse
 is_sparse_csr long mps nbytes new pin_memory resizable resize_ share_memory_ short size to tolist
 type untyped
torch.amp.GradScaler: get_backoff_factor get_growth_factor get_growth_interval get_scale is_enabled
 load_state_dict scale set_backoff_factor set_growth_factor set_growth_interval state_dict step
 unscale_ update
torch.amp.autocast: __enter__ __exit__ custom_backend_name device fast_dtype
torch.autocast: __enter__ __exit__ custom_backend_name device fast_dtype
torch.autograd.Function: apply backward boxed_grads_call clear_saved_tensors_on_access
 dirty_tensors forward generate_vmap_rule jvp mark_dirty mark_non_differentiable
 mark_shared_storage materialize_grads maybe_clear_saved_tensors metadata name needs_input_grad
 next_functions non_differentiable register_hook register_prehook requires_grad save_for_backward
 save_for_forward saved_for_forward saved_tensors saved_variables set_materialize_grads
 setup_context to_save vjp vmap
torch.autograd.SavedTensor: data register_hooks unpack unpack_hook
torch.autograd.detect_anomaly: __enter__ __exit__ check_nan prev prev_check_nan
torch.autograd.enable_grad: __enter__ __exit__ clone
torch.autograd.forward_ad.UnpackedDualTensor: __add__ __contains__ __getitem__ __iter__ __len__
 __mul__ __rmul__ count index primal tangent
torch.autograd.forward_ad.dual_level: __enter__ __exit__ clone
torch.autograd.graph.Generator: __iter__ __next__ close send throw
torch.autograd.graph.GradientEdge: __add__ __contains__ __getitem__ __iter__ __len__ __mul__
 __rmul__ count index node output_nr ownership_token
torch.autograd.graph.Node: metadata name next_functions register_hook register_prehook
torch.autograd.graph.RemovableHandle: __enter__ __exit__ extra_dict_ref hooks_dict_ref id next_id
 remove
torch.autograd.graph.save_on_cpu: __enter__ __exit__ pack_hook unpack_hook
torch.autograd.graph.saved_tensors_hooks: __enter__ __exit__ pack_hook unpack_hook
torch.autograd.inference_mode: __enter__ __exit__ clone mode
torch.autograd.no_grad: __enter__ __exit__ clone prev
torch.autograd.set_detect_anomaly: __enter__ __exit__ prev prev_check_nan
torch.autograd.set_grad_enabled: __enter__ __exit__ clone mode prev
torch.device: __enter__ __exit__ index type
torch.distributions.Categorical: arg_constraints batch_shape cdf entropy enumerate_support
 event_shape expand has_enumerate_support has_rsample icdf log_prob logits mean mode param_shape
 perplexity probs rsample sample sample_n set_default_validate_args stddev support variance
torch.distributions.Distribution: arg_constraints batch_shape cdf entropy enumerate_support
 event_shape expand has_enumerate_support has_rsample icdf log_prob mean mode perplexity rsample
 sample sample_n set_default_validate_args stddev support variance
torch.distributions.Normal: arg_constraints batch_shape cdf entropy enumerate_support event_shape
 expand has_enumerate_support has_rsample icdf loc log_prob mean mode perplexity rsample sample
 sample_n scale set_default_validate_args stddev support variance
torch.distributions.RelaxedOneHotCategorical: arg_constraints base_dist batch_shape cdf entropy
 enumerate_support event_shape expand has_enumerate_support has_rsample icdf log_prob logits mean
 mode perplexity probs rsample sample sample_n set_default_validate_args stddev support temperature
 transforms variance
torch.dtype: abbr is_complex is_floating_point is_signed itemsize to_complex to_real
torch.enable_grad: __enter__ __exit__ clone
torch.finfo: bits dtype eps max min resolution smallest_normal tiny
torch.inference_mode: __enter__ __exit__ clone mode
torch.nn.AvgPool1d: ceil_mode count_include_pad kernel_size padding stride training
torch.nn.AvgPool2d: ceil_mode count_include_pad divisor_override kernel_size padding stride
 training
torch.nn.BCELoss: reduction training weight
torch.nn.BCEWithLogitsLoss: pos_weight reduction training weight
torch.nn.BatchNorm1d: affine eps momentum num_batches_tracked num_features reset_parameters
 reset_running_stats running_mean running_var track_running_stats training
torch.nn.CELU: alpha inplace training
torch.nn.Conv1d: dilation groups in_channels kernel_size out_channels output_padding padding
 padding_mode reset_parameters stride training transposed
torch.nn.Conv2d: dilation groups in_channels kernel_size out_channels output_padding padding
 padding_mode reset_parameters stride training transposed
torch.nn.CosineEmbeddingLoss: margin reduction training
torch.nn.CosineSimilarity: dim eps training
torch.nn.CrossEntropyLoss: ignore_index label_smoothing reduction training weight
torch.nn.Dropout: inplace p training
torch.nn.ELU: alpha inplace training
torch.nn.Embedding: embedding_dim from_pretrained max_norm norm_type num_embeddings padding_idx
 reset_parameters scale_grad_by_freq sparse training
torch.nn.Flatten: end_dim start_dim training
torch.nn.GELU: approximate training
torch.nn.GRU: all_weights batch_first bias bidirectional check_forward_args check_hidden_size
 check_input dropout flatten_parameters get_expected_hidden_size hidden_size input_size mode
 num_layers permute_hidden proj_size reset_parameters training
torch.nn.GRUCell: bias hidden_size input_size reset_parameters training
torch.nn.GroupNorm: affine eps num_channels num_groups reset_parameters training
torch.nn.Hardshrink: lambd training
torch.nn.Hardsigmoid: inplace training
torch.nn.Hardswish: inplace training
torch.nn.Hardtanh: inplace max_val min_val training
torch.nn.HingeEmbeddingLoss: margin reduction training
torch.nn.HuberLoss: delta reduction training
torch.nn.Identity: training
torch.nn.KLDivLoss: log_target reduction training
torch.nn.L1Loss: reduction training
torch.nn.LSTM: all_weights batch_first bias bidirectional check_forward_args check_hidden_size
 check_input dropout flatten_parameters get_expected_cell_size get_expected_hidden_size hidden_size
 input_size mode num_layers permute_hidden proj_size reset_parameters training
torch.nn.LSTMCell: bias hidden_size input_size reset_parameters training
torch.nn.LayerNorm: elementwise_affine eps normalized_shape reset_parameters training
torch.nn.LeakyReLU: inplace negative_slope training
torch.nn.Linear: in_features out_features reset_parameters training
torch.nn.LogSigmoid: training
torch.nn.LogSoftmax: dim training
torch.nn.MSELoss: reduction training
torch.nn.MarginRankingLoss: margin reduction training
torch.nn.MaxPool1d: ceil_mode dilation kernel_size padding return_indices stride training
torch.nn.MaxPool2d: ceil_mode dilation kernel_size padding return_indices stride training
torch.nn.Mish: inplace training
torch.nn.Module: T_destination add_module apply bfloat16 buffers call_super_init children compile
 cpu cuda double dump_patches eval extra_repr float forward get_buffer get_extra_state
 get_parameter get_submodule half ipu load_state_dict modules mtia named_buffers named_children
 named_modules named_parameters parameters register_backward_hook register_buffer
 register_forward_hook register_forward_pre_hook register_full_backward_hook
 register_full_backward_pre_hook register_load_state_dict_post_hook
 register_load_state_dict_pre_hook register_module register_parameter register_state_dict_post_hook
 register_state_dict_pre_hook requires_grad_ set_extra_state set_submodule share_memory state_dict
 to to_empty train training type xpu zero_grad
torch.nn.ModuleDict: __contains__ __delitem__ __getitem__ __iter__ __len__ __setitem__ clear items
 keys pop training update values
torch.nn.ModuleList: __add__ __delitem__ __getitem__ __iadd__ __iter__ __len__ __setitem__ append
 extend insert pop training
torch.nn.MultiLabelMarginLoss: reduction training
torch.nn.NLLLoss: ignore_index reduction training weight
torch.nn.PReLU: init num_parameters reset_parameters training
torch.nn.ParameterList: __getitem__ __iadd__ __iter__ __len__ __setitem__ append extend training
torch.nn.PoissonNLLLoss: eps full log_input reduction training
torch.nn.RNN: all_weights batch_first bias bidirectional check_forward_args check_hidden_size
 check_input dropout flatten_parameters get_expected_hidden_size hidden_size input_size mode
 nonlinearity num_layers permute_hidden proj_size reset_parameters training
torch.nn.RNNBase: all_weights check_forward_args check_hidden_size check_input flatten_parameters
 get_expected_hidden_size permute_hidden reset_parameters
torch.nn.RNNCell: bias hidden_size input_size nonlinearity reset_parameters training
torch.nn.ReLU: inplace training
torch.nn.ReLU6: inplace max_val min_val training
torch.nn.SELU: inplace training
torch.nn.Sequential: __add__ __delitem__ __getitem__ __iadd__ __imul__ __iter__ __len__ __mul__
 __rmul__ __setitem__ append extend insert pop training
torch.nn.SiLU: inplace training
torch.nn.Sigmoid: training
torch.nn.SmoothL1Loss: beta reduction training
torch.nn.Softmax: dim training
torch.nn.Softmin: dim training
torch.nn.Softplus: beta threshold training
torch.nn.Softshrink: lambd training
torch.nn.Softsign: training
torch.nn.Tanh: training
torch.nn.Tanhshrink: training
torch.nn.Threshold: inplace threshold training value
torch.nn.TripletMarginLoss: eps margin p reduction swap training
torch.nn.attention.SDPBackend: CUDNN_ATTENTION EFFICIENT_ATTENTION ERROR FLASH_ATTENTION MATH
 OVERRIDEABLE __index__ __int__ name value
torch.no_grad: __enter__ __exit__ clone prev
torch.optim.Adadelta: defaults param_groups state
torch.optim.Adagrad: defaults param_groups share_memory state
torch.optim.Adam: defaults param_groups state
torch.optim.AdamW: defaults param_groups state
torch.optim.Adamax: defaults param_groups state
torch.optim.LBFGS: defaults param_groups state
torch.optim.Optimizer: OptimizerPostHook OptimizerPreHook add_param_group load_state_dict
 profile_hook_step register_load_state_dict_post_hook register_load_state_dict_pre_hook
 register_state_dict_post_hook register_state_dict_pre_hook register_step_post_hook
 register_step_pre_hook state_dict step zero_grad
torch.optim.RMSprop: defaults param_groups state
torch.optim.SGD: defaults param_groups state
torch.optim.lr_scheduler.ConstantLR: base_lrs factor get_last_lr get_lr last_epoch load_state_dict
 optimizer state_dict step total_iters
torch.optim.lr_scheduler.CosineAnnealingLR: T_max base_lrs eta_min get_last_lr get_lr last_epoch
 load_state_dict optimizer state_dict step
torch.optim.lr_scheduler.CosineAnnealingWarmRestarts: T_0 T_cur T_i T_mult base_lrs eta_min
 get_last_lr get_lr last_epoch load_state_dict optimizer state_dict step
torch.optim.lr_scheduler.ExponentialLR: base_lrs gamma get_last_lr get_lr last_epoch
 load_state_dict optimizer state_dict step
torch.optim.lr_scheduler.LambdaLR: base_lrs get_last_lr get_lr last_epoch load_state_dict
 lr_lambdas optimizer state_dict step
torch.optim.lr_scheduler.LinearLR: base_lrs end_factor get_last_lr get_lr last_epoch
 load_state_dict optimizer start_factor state_dict step total_iters
torch.optim.lr_scheduler.MultiStepLR: base_lrs gamma get_last_lr get_lr last_epoch load_state_dict
 milestones optimizer state_dict step
torch.optim.lr_scheduler.MultiplicativeLR: base_lrs get_last_lr get_lr last_epoch load_state_dict
 lr_lambdas optimizer state_dict step
torch.optim.lr_scheduler.OneCycleLR: base_lrs cycle_momentum get_last_lr get_lr last_epoch
 load_state_dict optimizer state_dict step total_steps use_beta1
torch.optim.lr_scheduler.Optimizer: OptimizerPostHook OptimizerPreHook add_param_group
 load_state_dict profile_hook_step register_load_state_dict_post_hook
 register_load_state_dict_pre_hook register_state_dict_post_hook register_state_dict_pre_hook
 register_step_post_hook register_step_pre_hook state_dict step zero_grad
torch.optim.lr_scheduler.PolynomialLR: base_lrs get_last_lr get_lr last_epoch load_state_dict
 optimizer power state_dict step total_iters
torch.optim.lr_scheduler.ReduceLROnPlateau: best cooldown cooldown_counter default_min_lr eps
 factor get_last_lr get_lr in_cooldown last_epoch load_state_dict min_lrs mode mode_worse
 num_bad_epochs optimizer patience state_dict step threshold threshold_mode
torch.optim.lr_scheduler.SequentialLR: get_last_lr get_lr load_state_dict recursive_undo state_dict
 step
torch.optim.lr_scheduler.StepLR: base_lrs gamma get_last_lr get_lr last_epoch load_state_dict
 optimizer state_dict step step_size
torch.optim.lr_scheduler.Tensor: __add__ __and__ __contains__ __delitem__ __float__ __getitem__
 __iadd__ __imul__ __index__ __int__ __iter__ __len__ __mul__ __neg__ __pow__ __radd__ __reversed__
 __rmul__ __setitem__ __sub__ __truediv__
torch.set_grad_enabled: __enter__ __exit__ clone mode prev
torch.utils.checkpoint.CheckpointError: add_note args with_traceback
torch.utils.checkpoint.CheckpointFunction: apply backward boxed_grads_call
 clear_saved_tensors_on_access dirty_tensors forward generate_vmap_rule jvp mark_dirty
 mark_non_differentiable mark_shared_storage materialize_grads maybe_clear_saved_tensors metadata
 name needs_input_grad next_functions non_differentiable register_hook register_prehook
 requires_grad save_for_backward save_for_forward saved_for_forward saved_tensors saved_variables
 set_materialize_grads setup_context to_save vjp vmap
torch.utils.checkpoint.SavedTensor: data register_hooks unpack unpack_hook
torch.utils.data.BatchSampler: __iter__ __len__ batch_size drop_last sampler
torch.utils.data.ConcatDataset: __add__ __getitem__ __len__ cummulative_sizes cumsum
 cumulative_sizes datasets
torch.utils.data.DataLoader: __iter__ __len__ batch_sampler batch_size
 check_worker_number_rationality collate_fn dataset drop_last generator in_order
 multiprocessing_context num_workers persistent_workers pin_memory pin_memory_device
 prefetch_factor sampler timeout worker_init_fn
torch.utils.data.Dataset: __add__ __getitem__
torch.utils.data.RandomSampler: __iter__ __len__ data_source generator num_samples replacement
torch.utils.data.Sampler: __iter__
torch.utils.data.SequentialSampler: __iter__ __len__ data_source
torch.utils.data.Subset: __add__ __getitem__ __len__ dataset indices
torch.utils.data.SubsetRandomSampler: __iter__ __len__ generator indices
torch.utils.data.TensorDataset: __add__ __getitem__ __len__ tensors
"""

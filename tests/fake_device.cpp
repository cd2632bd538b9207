#include "fake_device.h"

#include <ATen/EmptyTensor.h>
#include <ATen/core/dispatch/Dispatcher.h>
#include <ATen/native/Resize.h>
#include <c10/core/impl/DeviceGuardImplInterface.h>
#include <torch/library.h>
#include <torch/torch.h>

#include <mutex>
#include <optional>
#include <stdexcept>

#include "fake_device_memory.h"

namespace largestep {
namespace {

class DeviceAllocator final : public c10::Allocator {
 public:
  c10::DataPtr allocate(std::size_t bytes) const override { return take(bytes); }
  c10::DeleterFnPtr raw_deleter() const override { return &release; }

 private:
  static c10::DataPtr take(std::size_t bytes) {
    void* address = FakeDeviceMemory::of_device().allocate(bytes);
    return {address, address, &release, fake_device()};
  }
  static void release(void* address) { FakeDeviceMemory::of_device().release(address); }
};

DeviceAllocator allocator;

/// One device, one stream.
class Guard final : public c10::impl::DeviceGuardImplInterface {
 public:
  c10::DeviceType type() const override { return kFakeDeviceType; }
  c10::Device exchangeDevice(c10::Device) const override { return fake_device(); }
  c10::Device getDevice() const override { return fake_device(); }
  void setDevice(c10::Device) const override {}
  void uncheckedSetDevice(c10::Device) const noexcept override {}
  c10::Stream getStream(c10::Device device) const noexcept override {
    return c10::Stream(c10::Stream::DEFAULT, device);
  }
  c10::Stream exchangeStream(c10::Stream stream) const noexcept override { return stream; }
  c10::DeviceIndex deviceCount() const noexcept override { return 1; }
};

C10_REGISTER_GUARD_IMPL(XPU, Guard)

std::mutex state_mutex;
FakeDeviceCounts counts;
std::vector<std::function<void()>>* noted = nullptr;  ///< operations of the capture under way, null outside

/// Does something on the device; in a capture, now only to find out what it returns.
void launch(const std::function<void()>& operation) {
  {
    const std::lock_guard lock(state_mutex);
    if (noted != nullptr) {
      noted->push_back(operation);
    } else {
      ++counts.operations;
    }
  }
  operation();
}

void note_wait(const std::string& what, bool to_host) {
  const std::lock_guard lock(state_mutex);
  if (noted != nullptr) throw std::runtime_error(what + " can't be captured");
  ++counts.waits;
  if (to_host) ++counts.to_host;
}

bool is_on_device(const at::Tensor& tensor) { return tensor.defined() && tensor.device().type() == kFakeDeviceType; }

/// The same memory as a tensor on the CPU.
at::Tensor reached(const at::Tensor& tensor) {
  if (!is_on_device(tensor)) return tensor;
  return at::from_blob(
      FakeDeviceMemory::of_device().reach(tensor.data_ptr()), tensor.sizes(), tensor.strides(),
      [storage = tensor.storage()](void*) {}, at::dtype(tensor.scalar_type()));
}

at::Tensor empty_on_device(at::IntArrayRef sizes, at::IntArrayRef strides, at::ScalarType type) {
  return at::detail::empty_strided_generic(sizes, strides, &allocator, c10::DispatchKeySet(c10::DispatchKey::XPU),
                                           type);
}

/// Memory on the device for a result.
at::Tensor place_for(const at::Tensor& result) {
  if (!result.defined()) return result;
  const bool is_dense = result.is_non_overlapping_and_dense();
  return empty_on_device(result.sizes(), is_dense ? result.strides() : result.contiguous().strides(),
                         result.scalar_type());
}

using Values = std::vector<c10::IValue>;

/// Applies a function to the tensors of a value.
template <typename Change>
c10::IValue changed(const c10::IValue& value, const Change& change) {
  if (value.isTensor()) return change(value.toTensor());
  if (value.isTensorList()) {
    c10::List<at::Tensor> list;
    for (const at::Tensor& tensor : value.toTensorVector()) list.push_back(change(tensor));
    return list;
  }
  if (value.isList() && value.toListRef().size() > 0 &&
      std::any_of(value.toListRef().begin(), value.toListRef().end(), [](const auto& v) { return v.isTensor(); })) {
    c10::List<c10::optional<at::Tensor>> list;
    for (const c10::IValue& element : value.toListRef()) {
      list.push_back(element.isTensor() ? c10::optional<at::Tensor>(change(element.toTensor())) : c10::nullopt);
    }
    return list;
  }
  return value;
}

Values called(const c10::OperatorHandle& op, const Values& inputs) {
  const at::AutoDispatchBelowADInplaceOrView below;
  torch::jit::Stack stack(inputs.begin(), inputs.end());
  op.callBoxed(stack);
  return stack;
}

void copy_into(const c10::IValue& from, const c10::IValue& to) {
  const at::AutoDispatchBelowADInplaceOrView below;
  if (from.isTensor() && from.toTensor().defined()) reached(to.toTensor()).copy_(from.toTensor());
  if (!from.isTensorList()) return;
  const auto sources = from.toTensorVector();
  const auto targets = to.toTensorVector();
  for (std::size_t i = 0; i < sources.size(); ++i) reached(targets[i]).copy_(sources[i]);
}

/// Numbers apart, what an operation on the device works on has to be there.
void refuse_mixing(const c10::OperatorHandle& op, const Values& inputs) {
  for (const auto& input : inputs) {
    changed(input, [&](const at::Tensor& tensor) {
      if (tensor.defined() && !is_on_device(tensor) && tensor.dim() > 0) {
        throw std::runtime_error(toString(op.operator_name()) + " was given tensors on the CPU and on the device");
      }
      return tensor;
    });
  }
}

void count_mixed_strides(const Values& inputs) {
  std::vector<std::vector<at::Tensor>> lists;
  for (const auto& input : inputs) {
    if (input.isTensorList()) lists.push_back(input.toTensorVector());
  }
  for (const auto& list : lists) {
    for (std::size_t i = 0; i < list.size(); ++i) {
      if (list[i].strides() == lists.front()[i].strides()) continue;
      const std::lock_guard lock(state_mutex);
      ++counts.mixed_strides;
      return;
    }
  }
}

/// As CUDA divides by a number.
Values divided_by_number(const Values& inputs) {
  const auto factor = inputs[1].toTensor().to(at::kFloat).reciprocal();
  auto out = inputs[2].toTensor();
  return {at::mul_out(out, inputs[0].toTensor(), factor)};
}

bool waits(const std::string& name) {
  return name == "aten::_local_scalar_dense" || name == "aten::nonzero" || name == "aten::masked_select" ||
         name == "aten::equal" || name == "aten::_unique2";
}

/// The results of a _foreach_ operation lie in memory like the first list, as on a GPU.
c10::IValue places_like(const c10::IValue& first) {
  c10::List<at::Tensor> places;
  for (const at::Tensor& tensor : first.toTensorVector()) {
    places.push_back(empty_on_device(tensor.sizes(), tensor.strides(), tensor.scalar_type()));
  }
  return places;
}

/// What an operation's results are: new tensors, or arguments that it has written to.
struct Result {
  std::optional<std::size_t> argument;  ///< the one written to
  bool is_placed;  ///< in memory of its own: a new tensor, or an argument that was empty until then
};

std::vector<Result> results_of(const c10::FunctionSchema& schema, const Values& inputs) {
  std::vector<Result> results;
  for (const auto& result : schema.returns()) {
    const auto* alias = result.alias_info();
    if (alias == nullptr) {
      results.push_back({std::nullopt, true});
      continue;
    }
    if (!alias->isWrite()) throw std::runtime_error(schema.name() + " is a view that the fake device does not know");
    for (std::size_t k = 0; k < inputs.size(); ++k) {
      const auto* given = schema.arguments()[k].alias_info();
      if (given != nullptr && *given == *alias) results.push_back({k, inputs[k].toTensor().numel() == 0});
    }
  }
  return results;
}

/// Makes an empty tensor on the device one that lies where another one does.
void take_place(const at::Tensor& empty, const at::Tensor& place) {
  auto* tensor = empty.unsafeGetTensorImpl();
  tensor->set_storage_keep_dtype(place.storage());
  tensor->set_sizes_and_strides(place.sizes(), place.strides());
}

/// Does an operation, other than a view, by LibTorch's kernel `op` for the CPU.
/// @param schema  of the operation asked for, which says what it returns
void compute(const c10::OperatorHandle& op, const c10::FunctionSchema& schema, const Values& inputs,
             torch::jit::Stack* stack) {
  const auto& name = schema.name();
  refuse_mixing(op, inputs);
  if (waits(name)) note_wait(name, name == "aten::_local_scalar_dense");
  if (name.starts_with("aten::_foreach_")) count_mixed_strides(inputs);
  const auto results = results_of(schema, inputs);
  Values here;
  for (const auto& input : inputs) {
    here.push_back(input.isDevice() ? c10::IValue(c10::Device(c10::kCPU)) : changed(input, reached));
  }
  for (const auto& result : results) {
    if (result.argument && result.is_placed) {
      auto& empty = here[*result.argument];
      empty = at::empty({0}, empty.toTensor().options());
    }
  }
  const bool by_number = name == "aten::div" && schema.overload_name() == "out" && inputs[1].toTensor().is_cpu();
  const auto places = std::make_shared<Values>();
  const auto placed = [is_list = name.starts_with("aten::_foreach_"), here](const c10::IValue& value) {
    return is_list && value.isTensorList() ? places_like(here[0]) : changed(value, place_for);
  };
  launch([op, by_number, here, places, results, placed] {
    const auto values = by_number ? divided_by_number(here) : called(op, here);
    for (std::size_t i = 0; i < values.size(); ++i) {
      if (i == places->size()) places->push_back(results[i].is_placed ? placed(values[i]) : c10::IValue());
      if (results[i].is_placed) copy_into(values[i], (*places)[i]);
    }
  });
  for (std::size_t i = 0; i < results.size(); ++i) {
    if (!results[i].argument) {
      torch::jit::push(*stack, places->at(i));
      continue;
    }
    const auto& argument = inputs[*results[i].argument];
    if (results[i].is_placed) take_place(argument.toTensor(), places->at(i).toTensor());
    torch::jit::push(*stack, argument);
  }
}

Values taken_from(torch::jit::Stack* stack, std::size_t count) {
  Values inputs(stack->end() - static_cast<std::ptrdiff_t>(count), stack->end());
  torch::jit::drop(*stack, count);
  return inputs;
}

void any_operation(const c10::OperatorHandle& op, torch::jit::Stack* stack) {
  compute(op, op.schema(), taken_from(stack, op.schema().arguments().size()), stack);
}

c10::OperatorHandle operation(const char* name) { return c10::Dispatcher::singleton().findSchemaOrThrow(name, ""); }

void convolution(const c10::OperatorHandle& op, torch::jit::Stack* stack) {
  compute(operation("aten::convolution"), op.schema(), taken_from(stack, op.schema().arguments().size()), stack);
}

void convolution_backward(const c10::OperatorHandle& op, torch::jit::Stack* stack) {
  auto inputs = taken_from(stack, op.schema().arguments().size());
  inputs.insert(inputs.begin() + 3, c10::IValue());  // sizes of a bias
  compute(operation("aten::convolution_backward"), op.schema(), inputs, stack);
  auto& weight = (*stack)[stack->size() - 2];
  if (weight.toTensor().defined()) {
    weight = at::empty_like(weight.toTensor(), {}, at::MemoryFormat::ChannelsLast).copy_(weight.toTensor());
  }
}

at::Tensor empty(at::IntArrayRef sizes, c10::optional<at::ScalarType> type, c10::optional<at::Layout>,
                 c10::optional<at::Device>, c10::optional<bool>, c10::optional<at::MemoryFormat> format) {
  return at::detail::empty_generic(sizes, &allocator, c10::DispatchKeySet(c10::DispatchKey::XPU),
                                   c10::dtype_or_default(type), format);
}

at::Tensor empty_strided(at::IntArrayRef sizes, at::IntArrayRef strides, c10::optional<at::ScalarType> type,
                         c10::optional<at::Layout>, c10::optional<at::Device>, c10::optional<bool>) {
  return empty_on_device(sizes, strides, c10::dtype_or_default(type));
}

at::Tensor copy_from(const at::Tensor& from, const at::Tensor& to, bool non_blocking) {
  const bool between_devices = is_on_device(from) != is_on_device(to);
  if (between_devices && noted != nullptr) note_wait("a copy between devices", false);
  if (between_devices && !is_on_device(to)) {
    note_wait("a copy to the processor", true);
  } else if (between_devices && !non_blocking) {
    note_wait("a copy from the processor", false);
  }
  launch([from = reached(from), to = reached(to)] {
    const at::AutoDispatchBelowADInplaceOrView below;
    at::Tensor(to).copy_(from);
  });
  return to;
}

at::Tensor as_strided(const at::Tensor& self, at::IntArrayRef sizes, at::IntArrayRef strides,
                      c10::optional<std::int64_t> offset) {
  return at::native::as_strided_tensorimpl(self, sizes, strides, offset);
}

at::Tensor view(const at::Tensor& self, at::IntArrayRef sizes) { return at::native::view(self, sizes); }

at::Tensor reshape_alias(const at::Tensor& self, at::IntArrayRef sizes, at::IntArrayRef strides) {
  return at::native::_reshape_alias(self, sizes, strides);
}

TORCH_LIBRARY_IMPL(_, XPU, library) { library.fallback(torch::CppFunction::makeFromBoxedFunction<&any_operation>()); }

TORCH_LIBRARY_IMPL(aten, XPU, library) {
  library.impl("empty.memory_format", &empty);
  library.impl("empty_strided", &empty_strided);
  library.impl("_copy_from", &copy_from);
  library.impl("as_strided", &as_strided);
  library.impl("view", &view);
  library.impl("_reshape_alias", &reshape_alias);
  library.impl("convolution_overrideable", torch::CppFunction::makeFromBoxedFunction<&convolution>());
  library.impl("convolution_backward_overrideable", torch::CppFunction::makeFromBoxedFunction<&convolution_backward>());
}

class Graph final : public DeviceGraph {
 public:
  explicit Graph(const std::function<void()>& body) {
    const auto before = FakeDeviceMemory::of_device().contents();
    {
      const std::lock_guard lock(state_mutex);
      noted = &operations_;
      ++counts.captures;
    }
    const auto end = [] {
      const std::lock_guard lock(state_mutex);
      noted = nullptr;
    };
    try {
      body();
    } catch (...) {
      end();
      throw;
    }
    end();
    FakeDeviceMemory::of_device().restore(before);
  }

  void replay() override {
    const torch::NoGradGuard no_grad;
    for (const auto& operation : operations_) operation();
    const std::lock_guard lock(state_mutex);
    counts.replayed += static_cast<std::int64_t>(operations_.size());
    ++counts.replays;
  }

 private:
  std::vector<std::function<void()>> operations_;
};

}  // namespace

FakeDeviceCounts fake_device_counts() {
  const std::lock_guard lock(state_mutex);
  return counts;
}

void reset_fake_device_counts() {
  const std::lock_guard lock(state_mutex);
  counts = {};
}

std::unique_ptr<DeviceGraph> capture_on_fake_device(const std::function<void()>& body) {
  return std::make_unique<Graph>(body);
}

}  // namespace largestep

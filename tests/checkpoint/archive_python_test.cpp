// Both ways between this program and Python's torch.save and torch.load.
#include <gtest/gtest.h>
#include <torch/torch.h>

#include "checkpoint/archive_reader.h"
#include "checkpoint/archive_writer.h"
#include "python_reference.h"
#include "temporary_directory.h"

namespace largestep {
namespace {

using Dict = c10::impl::GenericDict;

Dict make_dict() { return Dict(c10::AnyType::get(), c10::AnyType::get()); }

template <typename... Items>
c10::IValue make_list(Items... items) {
  c10::impl::GenericList list(c10::AnyType::get());
  (list.push_back(c10::IValue(items)), ...);
  return list;
}

void expect_same_tensor(const at::Tensor& actual, const at::Tensor& expected, const std::string& name) {
  EXPECT_EQ(actual.scalar_type(), expected.scalar_type()) << name;
  EXPECT_EQ(actual.sizes(), expected.sizes()) << name;
  EXPECT_TRUE(torch::equal(actual, expected)) << name;
}

Dict tensors_of_many_kinds() {
  auto tensors = make_dict();
  tensors.insert("bfloat16", torch::tensor({0.5, -2.0}, torch::kBFloat16));
  tensors.insert("half", torch::tensor({0.5, -2.0}, torch::kHalf));
  tensors.insert("bool", torch::tensor({true, false, true}));
  tensors.insert("uint8", torch::tensor({0, 255}, torch::kByte));
  tensors.insert("int64", torch::tensor(std::int64_t{1} << 40));
  tensors.insert("float64", torch::tensor(0.1, torch::kDouble));
  tensors.insert("complex", torch::complex(torch::tensor({1.0F}), torch::tensor({2.0F})));
  tensors.insert("empty", torch::empty({0, 3}));
  tensors.insert("channels last",
                 torch::arange(120.0).reshape({2, 3, 4, 5}).contiguous(torch::MemoryFormat::ChannelsLast));
  tensors.insert("parameter", torch::ones(2, torch::requires_grad()));
  tensors.insert("row", torch::arange(6.0).reshape({2, 3})[1]);
  tensors.insert("every other", torch::arange(6.0).slice(0, 0, 6, 2));
  tensors.insert("repeated", torch::tensor({1.0F, 2.0F}).expand({3, 2}));
  return tensors;
}

TEST(PythonOpens, EveryKindOfValueWithWeightsOnly) {
  const TemporaryDirectory directory;
  auto value = make_dict();
  value.insert("zebra", "stripes \u2264 5");
  value.insert("apple", true);
  value.insert(7, std::int64_t{1} << 40);
  value.insert("empty dict", make_dict());
  value.insert("empty list", make_list());
  value.insert("mixed", make_list(c10::IValue(), false, -1, INT64_MIN, INT64_MAX, "", make_list(make_list(1))));
  value.insert("tensors", tensors_of_many_kinds());
  const auto ours = directory.path() / "ours.pt";
  write_python_archive(ours, value);

  const auto resaved = python_reference("checkpoint_open_archive.py", {ours.string()}, directory.path() / "theirs.pt");
  const auto ours_again = read_python_archive(ours).toGenericDict().at("tensors").toGenericDict();
  const auto theirs = resaved.toGenericDict().at("tensors").toGenericDict();
  for (const auto& item : tensors_of_many_kinds()) {
    const auto& name = item.key().toStringRef();
    const auto expected = item.value().toTensor();
    expect_same_tensor(theirs.at(name).toTensor(), expected, name);
    expect_same_tensor(ours_again.at(name).toTensor(), expected, name);
    EXPECT_EQ(theirs.at(name).toTensor().strides(), ours_again.at(name).toTensor().strides()) << name;
    if (expected.is_non_overlapping_and_dense()) {
      EXPECT_EQ(theirs.at(name).toTensor().strides(), expected.strides()) << name;
    }
  }
}

void expect_numbers_text_and_nesting(const Dict& values) {
  const std::vector<std::int64_t> integers = {0,
                                              255,
                                              256,
                                              65535,
                                              65536,
                                              -1,
                                              INT32_MIN,
                                              std::int64_t{1} << 31,
                                              std::int64_t{1} << 40,
                                              -(std::int64_t{1} << 40),
                                              INT64_MAX,
                                              INT64_MIN};
  const auto read_integers = values.at("integers").toListRef();
  ASSERT_EQ(read_integers.size(), integers.size());
  for (std::size_t i = 0; i < integers.size(); ++i) EXPECT_EQ(read_integers[i].toInt(), integers[i]);
  const auto floats = values.at("floats").toListRef();
  EXPECT_EQ(floats[0].toDouble(), 0.1);
  EXPECT_TRUE(std::signbit(floats[1].toDouble()));
  EXPECT_EQ(floats[2].toDouble(), 1e300);
  EXPECT_TRUE(std::isinf(floats[3].toDouble()));
  EXPECT_EQ(values.at("text").toStringRef(), "\u2264 \U0001f642");
  const auto many = values.at("many").toListRef();
  ASSERT_EQ(many.size(), 3000U);
  EXPECT_EQ(many[2999].toInt(), 2999);

  const auto nested = values.at("nested").toGenericDict();
  EXPECT_EQ(nested.at(3).toStringRef(), "three");
  const auto tuple = nested.at("a").toListRef()[0].toGenericDict().at("b").toTuple()->elements();
  EXPECT_EQ(tuple[1].toTuple()->elements()[0].toInt(), 2);
  EXPECT_TRUE(tuple[2].toTuple()->elements().empty());
  EXPECT_TRUE(tuple[3].toListRef()[0].isNone());
  EXPECT_TRUE(tuple[3].toListRef()[1].toBool());
  std::vector<std::string> order;
  for (const auto& item : values.at("ordered").toGenericDict()) order.push_back(item.key().toStringRef());
  EXPECT_EQ(order, (std::vector<std::string>{"z", "a"}));
}

void expect_tensors_views_and_parameters(const Dict& values) {
  const auto tensor = [&](const char* name) { return values.at(name).toTensor(); };
  expect_same_tensor(tensor("bfloat16"), torch::tensor({0.5, -2.0}, torch::kBFloat16), "bfloat16");
  expect_same_tensor(tensor("uint8"), torch::tensor({0, 255}, torch::kByte), "uint8");
  expect_same_tensor(tensor("bool"), torch::tensor({true, false}), "bool");
  expect_same_tensor(tensor("scalar"), torch::tensor(3.5, torch::kDouble), "scalar");
  expect_same_tensor(tensor("empty"), torch::empty({0, 3}), "empty");
  expect_same_tensor(tensor("transposed"), torch::arange(6).reshape({2, 3}).t(), "transposed");
  expect_same_tensor(tensor("channels last"), torch::arange(120.0).reshape({2, 3, 4, 5}), "channels last");
  EXPECT_TRUE(tensor("channels last").is_contiguous(torch::MemoryFormat::ChannelsLast));
  expect_same_tensor(tensor("expanded"), torch::full({4}, 7.0), "expanded");
  expect_same_tensor(tensor("parameter"), torch::tensor({1.0F, 2.0F}), "parameter");
  EXPECT_FALSE(tensor("parameter").requires_grad());
  expect_same_tensor(tensor("view"), torch::tensor({3.0F, 5.0F, 7.0F}), "view");
  tensor("base")[3] = -1;
  EXPECT_EQ(tensor("view")[0].item<float>(), -1) << "base and view share their memory, as in Python";
}

void expect_state_dicts(const Dict& values) {
  std::vector<std::string> names;
  const auto model = values.at("model").toGenericDict();
  for (const auto& item : model) names.push_back(item.key().toStringRef());
  EXPECT_EQ(names, (std::vector<std::string>{"0.weight", "0.bias", "1.weight", "1.bias", "1.running_mean",
                                             "1.running_var", "1.num_batches_tracked"}));
  const auto weight = model.at("0.weight").toTensor();
  EXPECT_TRUE(weight.is_contiguous(torch::MemoryFormat::ChannelsLast));
  EXPECT_DOUBLE_EQ(weight.to(torch::kDouble).sum().item<double>(), values.at("conv_weight").toTensor().item<double>());
  EXPECT_EQ(model.at("1.num_batches_tracked").toTensor().item<std::int64_t>(), 1);

  const auto optimizer = values.at("optimizer").toGenericDict();
  const auto state = optimizer.at("state").toGenericDict();
  EXPECT_EQ(state.size(), 4U);
  EXPECT_EQ(state.at(0).toGenericDict().at("momentum_buffer").toTensor().sizes(), weight.sizes());
  const auto group = optimizer.at("param_groups").toListRef()[0].toGenericDict();
  EXPECT_EQ(group.at("lr").toDouble(), 0.25);
  EXPECT_EQ(group.at("params").toListRef().size(), 4U);
}

TEST(ReadsFromPython, NumbersTextTensorsAndStateDicts) {
  const TemporaryDirectory directory;
  const auto values = python_reference("checkpoint_save_values.py", {}, directory.path() / "values.pt").toGenericDict();
  expect_numbers_text_and_nesting(values);
  expect_tensors_views_and_parameters(values);
  expect_state_dicts(values);
}

TEST(PythonReference, FailsTheTestWithPythonsWords) {
  const TemporaryDirectory directory;
  try {
    python_reference("no_such_script.py", {"it's an argument"}, directory.path() / "out.pt");
    FAIL() << "no error";
  } catch (const std::runtime_error& error) {
    EXPECT_NE(std::string(error.what()).find("No such file or directory"), std::string::npos) << error.what();
  }
}

}  // namespace
}  // namespace largestep

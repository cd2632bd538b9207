#include "features/npy_header.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "expect_error.h"

namespace largestep {
namespace {

using testing::ElementsAre;

TEST(NpyHeader, IsReadAsNumPyWritesIt) {
  const auto header = parse_npy_header("{'descr': '<f4', 'fortran_order': False, 'shape': (3, 4), }             \n");
  EXPECT_EQ(header.order, '<');
  EXPECT_EQ(header.kind, 'f');
  EXPECT_EQ(header.item_size, 4);
  EXPECT_FALSE(header.by_columns);
  EXPECT_THAT(header.shape, ElementsAre(3, 4));
}

TEST(NpyHeader, MayBeWrittenInOtherWays) {
  const auto header = parse_npy_header("{\"shape\":(3L,),\"fortran_order\":True,\"descr\":\"=i8\"}");
  EXPECT_EQ(header.order, '<');
  EXPECT_EQ(header.kind, 'i');
  EXPECT_TRUE(header.by_columns);
  EXPECT_THAT(header.shape, ElementsAre(3));
  EXPECT_THAT(parse_npy_header("{'shape': (), 'fortran_order': False, 'descr': '|b1'}").shape, ElementsAre());
}

TEST(NpyHeader, OfAnotherFormIsRefused) {
  const std::string start = "{'descr': '<f4', 'fortran_order': False, 'shape': ";
  for (const std::string& text :
       {std::string(), std::string("{}"), std::string("[1]"), start, start + "(3, 4}", start + "(3 4)}",
        start + "(-3, 4)}", start + "(3, 99999999999999999999)}", start + "(3, 4)} more",
        start + "(" + std::string(99, '1') + ")}", start + "(3, 4), 'more': 1}",
        std::string("{'descr': 'f4', 'fortran_order': False, 'shape': (3,)}"),
        std::string("{'descr': '<f4', 'fortran_order': 0, 'shape': (3,)}"),
        std::string("{'descr': '<f4', 'shape': (3,)}")}) {
    SCOPED_TRACE(text);
    expect_error(ErrorKind::kData, {"header is not one that numpy.save writes"}, [&] { parse_npy_header(text); });
  }
  std::string many = start + "(";
  for (int i = 0; i < 33; ++i) many += "1, ";
  expect_error(ErrorKind::kData, {"header"}, [&] { parse_npy_header(many + ")}"); });
}

TEST(NpyHeader, NamesElementsThatAreNoNumbers) {
  const auto expect = [](const std::string& descr, const std::string& says) {
    const auto text = "{'descr': " + descr + ", 'fortran_order': False, 'shape': (3, 4)}";
    expect_error(ErrorKind::kData, {says}, [&] { parse_npy_header(text); });
  };
  expect("'|O'", "Python objects");
  expect("[('a', '<f4')]", "named fields");
  expect("'<M8[ns]'", "type <M8[ns], not numbers");
}

}  // namespace
}  // namespace largestep

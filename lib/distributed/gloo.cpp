#include <arpa/inet.h>
#include <netdb.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <cstdlib>
#include <torch/csrc/distributed/c10d/ProcessGroupGloo.hpp>

#include "core/error.h"
#include "distributed/backend.h"

namespace largestep {
namespace {

constexpr int kThreads = 2;  ///< collectives under way at once

/// This machine's address on the network that leads to rank 0's; "" if there is none. Nothing is sent.
std::string address_towards(const std::string& address, std::uint16_t port) {
  addrinfo wanted{};
  wanted.ai_socktype = SOCK_DGRAM;
  addrinfo* found = nullptr;
  if (getaddrinfo(address.c_str(), std::to_string(port).c_str(), &wanted, &found) != 0) return "";
  std::string here;
  for (const auto* place = found; place != nullptr && here.empty(); place = place->ai_next) {
    const int descriptor = socket(place->ai_family, SOCK_DGRAM, 0);
    if (descriptor < 0) continue;
    sockaddr_storage name{};
    socklen_t size = sizeof name;
    std::array<char, NI_MAXHOST> text{};
    if (connect(descriptor, place->ai_addr, place->ai_addrlen) == 0 &&
        getsockname(descriptor, reinterpret_cast<sockaddr*>(&name), &size) == 0 &&
        getnameinfo(reinterpret_cast<sockaddr*>(&name), size, text.data(), text.size(), nullptr, 0, NI_NUMERICHOST) ==
            0) {
      here = text.data();
    }
    close(descriptor);
  }
  freeaddrinfo(found);
  return here;
}

std::shared_ptr<::gloo::transport::Device> make_device(const BackendPlace& place) {
  // The variable with which PyTorch's users choose a network card.
  if (const char* interface = std::getenv("GLOO_SOCKET_IFNAME")) {
    return c10d::ProcessGroupGloo::createDeviceForInterface(interface);
  }
  const auto here = address_towards(place.address, place.port);
  return here.empty() ? c10d::ProcessGroupGloo::createDefaultDevice()
                      : c10d::ProcessGroupGloo::createDeviceForHostname(here);
}

}  // namespace

c10::intrusive_ptr<Backend> make_gloo(const BackendPlace& place) {
  auto options = c10d::ProcessGroupGloo::Options::create(place.timeout);
  options->threads = kThreads;
  options->devices.push_back(make_device(place));
  return c10::make_intrusive<c10d::ProcessGroupGloo>(place.store, place.rank, place.size, options);
}

}  // namespace largestep

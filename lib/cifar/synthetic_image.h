#pragma once

#include <cstdint>
#include <span>

#include "cifar/cifar_format.h"
#include "core/random.h"

namespace largestep {

/// Draws one image of a class: an object on a shaded background among clutter, with pixel noise.
///
/// The class is a pair: the shape of the object (label mod 5: disk, square, triangle, cross, ring) and its texture
/// (label / 5: stripes, checks). Position, size, angle, colours, light and clutter are drawn; the hue of the object
/// only leans towards its class. A linear classifier therefore does a little better than chance, a small convolutional
/// network well, and no network perfectly.
/// @param label   0..9
/// @param random  the source of every draw
/// @param pixels  receives the red, green and blue planes
void draw_synthetic_image(int label, SplitMix64& random, std::span<std::uint8_t, kCifarImageBytes> pixels);

}  // namespace largestep

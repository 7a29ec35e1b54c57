// The parts of the GNU Scientific Library that Lindley uses.
#ifndef LINDLEY_CGSL_SHIM_H
#define LINDLEY_CGSL_SHIM_H

#include <gsl/gsl_cdf.h>
#include <gsl/gsl_eigen.h>
#include <gsl/gsl_errno.h>
#include <gsl/gsl_fft_halfcomplex.h>
#include <gsl/gsl_fft_real.h>
#include <gsl/gsl_integration.h>
#include <gsl/gsl_min.h>
#include <gsl/gsl_roots.h>
#include <gsl/gsl_sf_gamma.h>
#include <gsl/gsl_sf_psi.h>
#include <gsl/gsl_version.h>

// The square root without C's errno for x < 0. Swift's squareRoot() has a branch for that on Linux,
// which keeps the compiler from taking two roots at a time.
static inline double lindley_square_root(double x) { return __builtin_elementwise_sqrt(x); }

// Asks for the memory at an address, to be written to soon.
static inline void lindley_prefetch(const void *address) { __builtin_prefetch(address, 1); }

// The top bits of 16 bytes, that of the first lowest. Most processors do it in an instruction or
// two, which Swift has no name for.
typedef signed char lindley_bytes __attribute__((ext_vector_type(16)));
static inline unsigned short lindley_top_bits(lindley_bytes bytes) {
  typedef _Bool bits __attribute__((ext_vector_type(16)));
  return __builtin_bit_cast(unsigned short, __builtin_convertvector(bytes < 0, bits));
}

#endif

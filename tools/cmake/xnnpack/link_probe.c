// Refers to every XNNPACK operator that src/kernels or tools/benchmark/kernels uses: what this
// links is what XNNPACK must be built from. A program gets only those that it calls.
#include <stdio.h>
#include <xnnpack.h>

#define OPERATOR(name) \
  (const void*)xnn_create_##name, (const void*)xnn_reshape_##name, (const void*)xnn_setup_##name

int main(void) {
  const void* const used[] = {
      (const void*)xnn_initialize,
      (const void*)xnn_run_operator,
      (const void*)xnn_delete_operator,
      OPERATOR(convolution2d_nhwc_f32),
      OPERATOR(deconvolution2d_nhwc_f32),
      OPERATOR(fully_connected_nc_f32),
      OPERATOR(batch_matrix_multiply_nc_f32),
      OPERATOR(softmax_nc_f32),
  };
  for (unsigned i = 0; i < sizeof(used) / sizeof(used[0]); ++i) printf("%p\n", used[i]);
  return xnn_initialize(NULL) == xnn_status_success ? 0 : 1;
}

// The names of classes, as a model's file has them.
#include "data/classes.h"

#include "fuzz.h"

namespace fitting_room::fuzz {

void try_input(Bytes input) {
  const Input text = copy_of(input);
  Classes classes;
  if (!accepted([&] { classes = parse_classes(text_of(text), "bad-model"); })) return;
  require(!classes.empty() && classes.size() <= max_classes, "there are some classes");
  for (const std::string& name : classes) {
    require(!name.empty() && name.size() <= max_class_name, "a name is no longer than allowed");
  }
  require(parse_classes(to_json(classes), "bad-model") == classes, "names are read as written");
}

std::vector<Input> seeds() {
  return {input_of(to_json(default_classes())), input_of(R"(["“Tee” \\ \ud83d\udc55", "Hat"])"),
          input_of("[]")};
}

}  // namespace fitting_room::fuzz

// A page of somebody else's, as small as can be: it trains for a few steps and predicts.
import { allowOwnScripts, createEngine } from './fitting-room/engine/engine.js';

async function use() {
  allowOwnScripts(); // the policy of its host requires Trusted Types
  const engine = await createEngine({ base: './' });
  const layers = [{ type: 'Flatten' }, { type: 'Dense', units: 10, activation: 'softmax' }];
  await engine.newModel({ name: 'Linear', input: [28, 28, 1], layers }, { seed: 1 });
  const { epochs } = await engine.fit({ settings: { epochs: 1, trainingImages: 320 } }).done;
  const { probabilities } = await engine.predict(new Uint8Array(784));
  return `${engine.info.variant}: loss ${epochs[0].loss}, ${probabilities.length} probabilities`;
}

void use()
  .catch(String)
  .then((text) => {
    document.querySelector('output').textContent = text;
  });

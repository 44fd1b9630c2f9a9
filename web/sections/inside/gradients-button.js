import { byId } from '../../parts/dom.js';
import { showProblem } from '../../parts/problem.js';
import { tell } from '../../parts/status.js';
import { whenPressed } from '../../parts/when-pressed.js';

/** Lets the visitor check the gradients of the network in use. @param {import('../../lab/lab.js').Lab} lab */
export function offerGradientCheck(lab) {
  const { weights, run } = lab;
  const button = byId('inside-gradients-check', HTMLButtonElement);
  const note = byId('inside-gradients-note', HTMLParagraphElement);
  const problem = byId('inside-gradients-problem', HTMLDivElement);
  /** That of the weights whose check is shown; none for a check in the midst of a run. @type {number | null} */
  let checked = null;

  whenPressed(button, {
    problem,
    module: 'sections/inside/gradients.js',
    load: () => import('./gradients.js'),
    async act({ checkGradients }) {
      const { version } = weights;
      const running = run.state === 'running';
      try {
        await checkGradients(lab, (layer) => tell(note, `Checking ${layer}…`, false));
        checked = running ? null : version;
        const betweenSteps = 'Checked between the steps of the run, each layer with the weights of its moment.';
        tell(note, running ? betweenSteps : 'Checked.');
      } catch (error) {
        tell(note, 'The gradients could not be checked.');
        showProblem(problem, error);
      }
    },
  });

  weights.listen(() => {
    if (checked === null || checked === weights.version) return;
    checked = null;
    tell(note, 'The network has changed since this check.', false);
  });
}

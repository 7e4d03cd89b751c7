import { defer, scan, type OperatorFunction } from 'rxjs';
import type { StatusInput } from './input.js';
import { StatusModel, type StatusModelOptions } from './status-model.js';

/**
 * Folds the events of a server into its status. Emits the model after each event, always the same one: read it when you need it, for
 * example behind `auditTime`. Each subscription has a model of its own.
 */
export function foldStatus(options: StatusModelOptions): OperatorFunction<StatusInput, StatusModel> {
  return (inputs) => defer(() => inputs.pipe(scan(folded, new StatusModel(options))));
}

function folded(model: StatusModel, input: StatusInput): StatusModel {
  model.apply(input);
  return model;
}

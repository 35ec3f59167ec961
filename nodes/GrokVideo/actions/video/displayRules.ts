import type { INodeProperties } from 'n8n-workflow';
import { MODELS } from '../../models';

export type DisplayRules = NonNullable<INodeProperties['displayOptions']>;

export const KNOWN_IDS = MODELS.map((model) => model.id);
export const ONE_MODE_MODELS = MODELS.filter((model) => model.modes.length === 1);
export const ONE_MODE_IDS = ONE_MODE_MODELS.map((model) => model.id);

/**
 * For one model only. By `hide`: n8n shows a field at once when a value that its `show` names is an
 * expression, so an expression as the model would bring up every variant of a field side by side.
 */
export const exceptFor = (id: string) => ({ model: [{ _cnd: { not: id } }] });

import type { INodeProperties } from 'n8n-workflow';
import { MODELS } from '../../models';

export type DisplayRules = NonNullable<INodeProperties['displayOptions']>;

export const KNOWN_IDS = MODELS.map((model) => model.id);
export const ONE_MODE_MODELS = MODELS.filter((model) => model.modes.length === 1);
export const ONE_MODE_IDS = ONE_MODE_MODELS.map((model) => model.id);

/**
 * For `hide`: every value but one, expressions too. What a user can make an expression of is never named in
 * `show`: n8n shows a field at once when a value that its `show` names is an expression, so every variant
 * of the field would come up, side by side.
 */
export const allBut = (value: string) => [{ _cnd: { not: value } }];

import type { INodeProperties } from 'n8n-workflow';
import { MODELS, modesOf, type Mode, type Model, type ModeLimits } from '../../models';

export type DisplayRules = NonNullable<INodeProperties['displayOptions']>;

export const KNOWN_IDS = MODELS.map((model) => model.id);

/** By who offers them: gateways, or xAI. */
export const GATEWAY_IDS = MODELS.filter(({ protocol }) => protocol === 'newApi').map(
	({ id }) => id,
);
export const XAI_IDS = MODELS.filter(({ protocol }) => protocol === 'xai').map(({ id }) => id);

export const ONE_MODE_MODELS = MODELS.filter((model) => modesOf(model).length === 1);
export const ONE_MODE_IDS = ONE_MODE_MODELS.map((model) => model.id);

/** The operations that create a video from nothing but what the node is given. */
export const CREATES = ['create', 'createAndWait'];

/** The operations that create a video, which the provider bills. */
export const PAID_OPERATIONS = [...CREATES, 'edit', 'extend'];

/**
 * For `hide`: every value but one, expressions too. What a user can make an expression of is never named in
 * `show`: n8n shows a field at once when a value that its `show` names is an expression, so every variant
 * of the field would come up, side by side.
 */
export const not = (value: string) => [{ _cnd: { not: value } }];

/** What a model offers in a field; nothing where the field does not apply. */
export type Choices<T> = (limits: ModeLimits) => readonly T[];

/** What any model offers, each once. */
export function allChoices<T>(choicesOf: Choices<T>): T[] {
	const all = MODELS.flatMap(({ modes }) => Object.values(modes).flatMap(choicesOf));
	return [...new Set(all)];
}

/**
 * The sets of choices that a model has, and where each is shown: one for its first mode, which also stands for
 * a mode by expression, and one for every other mode with choices of its own. A set is empty where the field does
 * not apply.
 */
export function choicesByMode<T>(
	model: Model,
	choicesOf: Choices<T>,
): Array<{ choices: readonly T[]; mode?: Mode; hide: NonNullable<DisplayRules['hide']> }> {
	const hide = { model: not(model.id) };
	const [first, ...others] = modesOf(model);
	const choicesIn = (mode: Mode) => choicesOf(model.modes[mode]!);
	const usual = choicesIn(first);
	const special = others.filter((mode) => choicesIn(mode).join() !== usual.join());
	return [
		{ choices: usual, hide: special.length === 0 ? hide : { ...hide, inputMode: special } },
		...special.map((mode) => ({
			choices: choicesIn(mode),
			mode,
			hide: { ...hide, inputMode: not(mode) },
		})),
	];
}

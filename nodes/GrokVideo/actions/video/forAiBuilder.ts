import type { INodeProperties } from 'n8n-workflow';
import { MODELS } from '../../models';
import { builderHint } from '../../aiBuilder';
import { choicesByMode, type Choices } from './displayRules';

/**
 * A field with variants, for n8n's AI builder and MCP server: of the variants they see the first only, with its
 * conditions. So this one comes first, with the choices of all models, and says by a hint what belongs to which.
 * The editor never shows it, since there `hide` wins over the `show` that the operation adds.
 */
export function forAiBuilder(field: INodeProperties, hint: string): INodeProperties {
	return { ...field, ...builderHint(hint), displayOptions: { hide: { resource: ['video'] } } };
}

/** What each model offers in a field, in words, e.g. `grok-video-1.5: 16:9, 9:16`. */
export function choicesInWords<T>(choicesOf: Choices<T>): string {
	return MODELS.flatMap((model) =>
		choicesByMode(model, choicesOf).map(({ choices, mode }) => {
			const where = mode === undefined ? model.id : `${model.id} with inputMode '${mode}'`;
			return `${where}: ${choices.length > 0 ? choices.join(', ') : 'none, leave it out'}`;
		}),
	).join('; ');
}

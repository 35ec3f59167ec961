import type { INodeProperties, INodePropertyOptions } from 'n8n-workflow';
import { GrokVideoApi } from '../../credentials/GrokVideoApi.credentials';
import { GrokVideo } from '../../nodes/GrokVideo/GrokVideo.node';

/** The fields of the node and its credential as a flat list. */

export const { description } = new GrokVideo();
export const credential = new GrokVideoApi();

/** A field and its path, e.g. `frames.frame.at`. Variants of a field have the same path. */
export interface FieldAtPath {
	path: string;
	field: INodeProperties;
}

function walk(fields: INodeProperties[], path = ''): FieldAtPath[] {
	return fields.flatMap((field) => {
		const located = { path: `${path}${field.name}`, field };
		const inner = (field.options ?? []).flatMap((option) => {
			if ('values' in option) return walk(option.values, `${located.path}.${option.name}.`);
			return 'type' in option ? walk([option], `${located.path}.`) : [];
		});
		return [located, ...inner];
	});
}

export const allFields = [
	...walk(description.properties),
	...walk(credential.properties, 'credential.'),
];

export function choicesOf({ options = [] }: INodeProperties): INodePropertyOptions[] {
	return options.filter((option): option is INodePropertyOptions => 'value' in option);
}

export function fieldsNamed(path: string): INodeProperties[] {
	return allFields.filter((field) => field.path === path).map(({ field }) => field);
}

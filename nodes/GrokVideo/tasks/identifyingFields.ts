import type { INodeParameters, INodeProperties } from 'n8n-workflow';

/** Fields and options that only control waiting, output and limits. All others identify the video. */
const IGNORED_FIELDS = [
	'downloadVideo',
	'outputField',
	'simplify',
	'output',
	'selectedFields',
	'waitForCompletion',
];
const IGNORED_OPTIONS = [
	'fileName',
	'maxCostUsd',
	'maxParallel',
	'maxVideos',
	'maxWait',
	'onTimeout',
	'pollInterval',
];

/** Options whose default in the editor differs from their effect when they are missing. */
const WITHOUT_DEFAULT = ['publicLinkDays'];

/**
 * The node's fields that identify a video, normalized: changes without an effect (a default that is spelled out, the
 * model picked by ID instead of from the list, a trailing space) do not make it another video.
 */
export function identifyingFields(
	{ options, ...fields }: INodeParameters,
	properties: INodeProperties[],
): unknown {
	const optionProperties = properties
		.filter(({ name }) => name === 'options')
		.flatMap((property) => (property.options ?? []) as INodeProperties[]);
	return [
		normalized(fields, IGNORED_FIELDS, defaultsOf(properties)),
		normalized(Object(options) as INodeParameters, IGNORED_OPTIONS, defaultsOf(optionProperties)),
	];
}

function normalized(
	fields: INodeParameters,
	ignored: string[],
	defaults: Map<string, string | undefined>,
): unknown {
	return Object.entries(fields)
		.filter(([name]) => !ignored.includes(name))
		.map(([name, value]) => [name, canonical(name === 'operation' ? operationOf(value) : value)])
		.filter(([name, value]) => JSON.stringify(value) !== defaults.get(name as string))
		.sort();
}

/** Waiting does not change the video. */
const operationOf = (value: unknown) => (value === 'createAndWait' ? 'create' : value);

/** The defaults of fields, as canonical JSON. Variants of a field with different defaults have none. */
function defaultsOf(properties: INodeProperties[]): Map<string, string | undefined> {
	const defaults = new Map<string, string | undefined>();
	for (const { name, default: value } of properties) {
		const json = JSON.stringify(canonical(value));
		const differs = defaults.has(name) && defaults.get(name) !== json;
		if (WITHOUT_DEFAULT.includes(name)) continue;
		defaults.set(name, differs ? undefined : json);
	}
	return defaults;
}

/** Trims texts, sorts members, and reduces a resource locator to its value. */
function canonical(value: unknown): unknown {
	if (typeof value === 'string') return value.trim();
	if (Array.isArray(value)) return value.map(canonical);
	if (typeof value !== 'object' || value === null) return value;
	const members = value as Record<string, unknown>;
	if (members.__rl === true) return canonical(members.value);
	return Object.fromEntries(
		Object.entries(members)
			.map(([name, member]) => [name, canonical(member)] as const)
			.sort(),
	);
}

/** Searches the JSON of a value for a text. Returns each match as its path and the text around it. */
export function findText(text: string, value: unknown): string[] {
	const find = (part: unknown, path: string): string[] => {
		if (typeof part === 'string') {
			const index = part.indexOf(text);
			const context = part.slice(Math.max(0, index - 30), index + text.length + 30);
			return index === -1 ? [] : [`${path}: ${context}`];
		}
		return Object.entries(Object(part) as object).flatMap(([name, child]) => [
			...find(name, path),
			...find(child, `${path}.${name}`),
		]);
	};
	return find(JSON.parse(JSON.stringify(value)), '');
}

/** The places in the JSON of a value that contain a text, each with its path and the text around it. */
export function findText(text: string, value: unknown): string[] {
	const find = (part: unknown, path: string): string[] => {
		if (typeof part === 'string') {
			const at = part.indexOf(text);
			const around = part.slice(Math.max(0, at - 30), at + text.length + 30);
			return at === -1 ? [] : [`${path}: ${around}`];
		}
		return Object.entries(Object(part) as object).flatMap(([name, own]) => [
			...find(name, path),
			...find(own, `${path}.${name}`),
		]);
	};
	return find(JSON.parse(JSON.stringify(value)), '');
}

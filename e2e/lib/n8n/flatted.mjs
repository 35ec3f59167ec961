/** Parses the "flatted" format of n8n's executions: a list in which strings are indexes. */
export function unflatten(text) {
	const list = JSON.parse(text);
	const seen = new Map();
	const get = (index) => {
		const value = list[index];
		if (value === null || typeof value !== 'object') return value;
		if (seen.has(index)) return seen.get(index);
		const copy = Array.isArray(value) ? [] : {};
		seen.set(index, copy);
		for (const [key, entry] of Object.entries(value)) {
			copy[key] = typeof entry === 'string' ? get(Number(entry)) : entry;
		}
		return copy;
	};
	return get(0);
}

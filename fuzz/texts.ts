/** All texts in a value, and the names of its members; those that are not enumerable too, as errors have them. */
export function textsIn(value: unknown): string[] {
	const texts: string[] = [];
	const seen = new Set<unknown>();
	const left: unknown[] = [value];
	while (left.length > 0) {
		const next = left.pop();
		if (typeof next === 'string') texts.push(next);
		else if (typeof next === 'number' || typeof next === 'bigint') texts.push(String(next));
		if (typeof next !== 'object' || next === null || seen.has(next)) continue;
		seen.add(next);
		if (Buffer.isBuffer(next)) texts.push(next.toString('latin1'));
		else if (Array.isArray(next)) left.push(...(next as unknown[]).slice(0, 10_000));
		else {
			for (const [name, { value: member }] of Object.entries(
				Object.getOwnPropertyDescriptors(next),
			)) {
				texts.push(name);
				left.push(member);
			}
		}
	}
	return texts;
}

/** Whether a text holds a secret: as it is, as JSON or a URL would write it, with any of its letters escaped. */
export function holds(text: string, secret: string): boolean {
	return [text, withoutJsonEscapes(text), withoutUrlEscapes(text)].some((form) =>
		form.includes(secret),
	);
}

function withoutJsonEscapes(text: string): string {
	if (!text.includes('\\')) return text;
	return text.replace(/\\(?:u([0-9a-f]{4})|(["\\/]))/gi, (_all, code?: string, letter?: string) =>
		code === undefined ? letter! : String.fromCharCode(Number.parseInt(code, 16)),
	);
}

function withoutUrlEscapes(text: string): string {
	if (!text.includes('%')) return text;
	return text.replace(/%([0-9a-f]{2})/gi, (_all, code: string) =>
		String.fromCharCode(Number.parseInt(code, 16)),
	);
}

/** Whether a text names a thing, and not only another one whose name begins in the same way. */
export function names(text: string, id: string): boolean {
	const onOneLine = id.replace(/\p{Cc}+/gu, ' '); // as a log has it
	const forms = [id, Buffer.from(id).toString(), JSON.stringify(id).slice(1, -1), onOneLine];
	return forms.some((form) => {
		for (let at = text.indexOf(form); at >= 0; at = text.indexOf(form, at + 1)) {
			const around = [text[at - 1], text[at + form.length]];
			if (!around.some((letter) => letter !== undefined && /[\p{L}\p{N}]/u.test(letter)))
				return true;
		}
		return false;
	});
}

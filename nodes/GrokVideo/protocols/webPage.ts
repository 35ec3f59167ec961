import { cut, MAX_TEXT_CHARACTERS } from '../http/redact';

/** What a proxy's page says of itself; nothing when the text is no page. */
export function pageOf(text: string): { title: string } | undefined {
	const start = cut(text.slice(0, MAX_TEXT_CHARACTERS * 2).trimStart(), MAX_TEXT_CHARACTERS);
	if (!/^<(!doctype|html|head|body|\?xml|center)/i.test(start)) return undefined;
	return { title: /<title[^<>]{0,100}>([^<]*)</i.exec(start)?.[1].trim() ?? '' };
}

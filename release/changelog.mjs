/** Reads and changes CHANGELOG.md, which follows https://keepachangelog.com. */

const headingOf = (name) =>
	new RegExp(`^## (\\[?)${name.replaceAll('.', '\\.')}(\\]?)(?: - .*)?$`, 'im');

/** The text below the heading of a version or of "Unreleased". Undefined without that heading. */
export function section(changelog, name) {
	const heading = headingOf(name).exec(changelog);
	if (!heading) return undefined;
	const rest = changelog.slice(heading.index + heading[0].length);
	const [text] = rest.split(/^(?:## |\[[^\]]+\]: )/m);
	return text.trim();
}

/** Whether a section has text besides headings. */
export const saysSomething = (text) => text.replace(/^#+ .*$/gm, '').trim() !== '';

/** The kind of release for a section: a patch if it has only fixes. */
export const kindOf = (text) =>
	/^### (Added|Changed|Deprecated|Removed)\b/im.test(text) ? 'minor' : 'patch';

/** The changelog with the unreleased text below the version's heading. */
export function released(changelog, version, date) {
	return changelog.replace(
		headingOf('Unreleased'),
		(heading, open, close) => `${heading}\n\n## ${open}${version}${close} - ${date}`,
	);
}

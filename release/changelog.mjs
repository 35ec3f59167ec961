/** CHANGELOG.md in the form of https://keepachangelog.com: `## [Unreleased]`, `## [1.2.3] - 2026-01-31`. */

const headingOf = (name) =>
	new RegExp(`^## (\\[?)${name.replaceAll('.', '\\.')}(\\]?)(?: - .*)?$`, 'im');

/** What stands below a version's heading, or below that of "Unreleased"; undefined without one. */
export function section(changelog, name) {
	const heading = headingOf(name).exec(changelog);
	if (!heading) return undefined;
	const rest = changelog.slice(heading.index + heading[0].length);
	const [text] = rest.split(/^(?:## |\[[^\]]+\]: )/m);
	return text.trim();
}

/** Whether a section says anything besides the headings in it. */
export const saysSomething = (text) => text.replace(/^#+ .*$/gm, '').trim() !== '';

/** The kind of release that a section asks for: a patch when it holds repairs only. */
export const kindOf = (text) =>
	/^### (Added|Changed|Deprecated|Removed)\b/im.test(text) ? 'minor' : 'patch';

/** The changelog with what was unreleased under the version's heading, and nothing unreleased. */
export function released(changelog, version, date) {
	return changelog.replace(
		headingOf('Unreleased'),
		(heading, open, close) => `${heading}\n\n## ${open}${version}${close} - ${date}`,
	);
}

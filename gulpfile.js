const { src, dest, series } = require('gulp');

/** What the compiler leaves out: icons and codex files. */
function icons() {
	return src('icons/*.{svg,png}', { encoding: false }).pipe(dest('dist/icons'));
}

function codex() {
	return src('nodes/**/*.node.json').pipe(dest('dist/nodes'));
}

exports['build:assets'] = series(icons, codex);

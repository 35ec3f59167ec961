import { config, QUICK, SLOW } from './config.mjs';

/** What is done: the loop over items, a task's life, calls and downloads. */
export default config({
	name: 'deeds',
	sources: ['actions/*.ts', 'task/*.ts', 'transport/{gateway,download,stream}.ts'],
	tests: [...QUICK, ...SLOW],
});

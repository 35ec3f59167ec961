import { readFileSync } from 'node:fs';
import { readSection } from './changelog.mjs';

// Prints the section of CHANGELOG.md for package.json's version: the notes of the release on GitHub.
const { version } = JSON.parse(readFileSync('package.json', 'utf8'));
const notes = readSection(readFileSync('CHANGELOG.md', 'utf8'), version);
if (!notes) throw new Error(`CHANGELOG.md has no section for ${version}.`);
console.log(notes);

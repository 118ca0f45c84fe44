// VitePress's own theme, with the fonts of the reader's system and two components of ours.
import { defineClientComponent, type Theme } from 'vitepress';
import DefaultTheme from 'vitepress/theme-without-fonts';
import MermaidDiagram from './MermaidDiagram.vue';
import './style.css';
import './home.css';

// The playground, for docs/playground.md; it runs in the browser alone.
const [playground] = Object.values(import.meta.glob('./playground/Playground.vue'));

const theme: Theme = {
  extends: DefaultTheme,
  enhanceApp({ app }) {
    app.component('MermaidDiagram', MermaidDiagram);
    if (playground) app.component('Playground', defineClientComponent(playground));
  },
};

export default theme;

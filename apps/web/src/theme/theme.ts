import {
  Button,
  createTheme,
  type CSSVariablesResolver,
  HoverCard,
  type MantineColorsTuple,
  Menu,
  Tooltip,
  type VariantColorsResolver,
} from '@mantine/core';

/** Mantine wants ten shades of a primary colour; what is drawn comes from the tokens below. */
const celadon: MantineColorsTuple = [
  '#e2f0ec',
  '#cfe6e0',
  '#b2d6cd',
  '#93c5b9',
  '#72b1a3',
  '#4f9a8a',
  '#2f8272',
  '#1e6b5e',
  '#175449',
  '#103d35',
];

/** Colours of our own for each kind of button: Mantine's automatic contrast puts white on the dark theme's light celadon. */
const variantColorResolver: VariantColorsResolver = ({ variant }) => {
  const clear = '1px solid transparent';
  switch (variant) {
    case 'filled':
      return {
        background: 'var(--celadon)',
        hover: 'var(--celadon-strong)',
        color: 'var(--on-celadon)',
        border: clear,
      };
    case 'default':
      return {
        background: 'var(--surface)',
        hover: 'var(--sunken)',
        color: 'var(--ink)',
        border: '1px solid var(--line)',
      };
    case 'light':
      return {
        background: 'var(--celadon-soft)',
        hover: 'var(--celadon-soft)',
        color: 'var(--celadon)',
        border: clear,
      };
    default:
      return { background: 'transparent', hover: 'var(--sunken)', color: 'var(--ink-2)', border: clear };
  }
};

export const theme = createTheme({
  primaryColor: 'celadon',
  primaryShade: { light: 7, dark: 3 },
  colors: { celadon },
  fontFamily: 'var(--font)',
  headings: { fontFamily: 'var(--font)', fontWeight: '650' },
  defaultRadius: '6px',
  respectReducedMotion: true,
  focusRing: 'auto',
  cursorType: 'pointer',
  variantColorResolver,
  components: {
    Button: Button.extend({ defaultProps: { fz: 14 } }),
    // Popups stay inside the landmark of what they belong to; the focusable placeholder is no child a menu may have.
    Menu: Menu.extend({ defaultProps: { withinPortal: false, withInitialFocusPlaceholder: false } }),
    Tooltip: Tooltip.extend({ defaultProps: { withinPortal: false } }),
    HoverCard: HoverCard.extend({ defaultProps: { portalProps: { target: '#main' } } }),
  },
});

/** Mantine's own variables, mapped to the tokens of tokens.css: these change with the theme by themselves. */
export const cssVariablesResolver: CSSVariablesResolver = () => {
  const variables = {
    '--mantine-color-body': 'var(--surface)',
    '--mantine-color-text': 'var(--ink)',
    '--mantine-color-bright': 'var(--ink)',
    '--mantine-color-dimmed': 'var(--ink-2)',
    '--mantine-color-placeholder': 'var(--ink-3)',
    '--mantine-color-error': 'var(--danger)',
    '--mantine-color-default': 'var(--surface)',
    '--mantine-color-default-hover': 'var(--sunken)',
    '--mantine-color-default-color': 'var(--ink)',
    '--mantine-color-default-border': 'var(--line-strong)',
    '--mantine-color-disabled': 'var(--sunken)',
    '--mantine-color-disabled-color': 'var(--ink-3)',
    '--mantine-color-anchor': 'var(--celadon)',
    '--mantine-primary-color-filled': 'var(--celadon)',
    '--mantine-primary-color-filled-hover': 'var(--celadon-strong)',
    '--mantine-primary-color-light': 'var(--celadon-soft)',
    '--mantine-primary-color-light-color': 'var(--celadon)',
    '--mantine-primary-color-contrast': 'var(--on-celadon)',
    '--mantine-color-celadon-filled': 'var(--celadon)',
  } as const;
  return { variables: {}, light: variables, dark: variables };
};

/** The nonce the server wrote into the page; Mantine's <style> elements must carry it. */
export const styleNonce = () => document.querySelector<HTMLMetaElement>('meta[name="csp-nonce"]')?.content ?? '';

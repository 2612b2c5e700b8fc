// What the pages need of the browser that Blazor does not give them.

export const timeZone = () => Intl.DateTimeFormat().resolvedOptions().timeZone ?? 'UTC';

export const rememberTheme = choice => {
  document.cookie = `ap-theme=${choice}; path=/; max-age=31536000; samesite=strict`;
};

export const copyText = text => navigator.clipboard.writeText(text);

export const scrollToTop = list => list.querySelector('.mud-table-container')?.scrollTo(0, 0);

export async function saveFile(name, source) {
  const url = URL.createObjectURL(new Blob([await source.arrayBuffer()], { type: 'text/csv' }));
  const link = document.createElement('a');
  link.href = url;
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(url), 10_000);
}

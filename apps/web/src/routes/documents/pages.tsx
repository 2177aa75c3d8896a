export function LibraryPage() {
  return null;
}
export function AdminDocumentsPage() {
  return null;
}

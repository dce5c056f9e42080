import { useState, type ReactNode } from 'react';
import { Pressable, StatusBar, StyleSheet, Text } from 'react-native';

export const STYLES = StyleSheet.create({
  // Android draws under its status bar; iOS minds it by itself.
  content: { padding: 16, paddingTop: 16 + (StatusBar.currentHeight ?? 0), gap: 12 },
  line: { fontSize: 16 },
  act: { padding: 14, borderRadius: 8, backgroundColor: '#00267f', alignItems: 'center', minHeight: 48 },
  busy: { opacity: 0.5 },
  title: { color: '#ffffff', fontSize: 16, fontWeight: '600' },
  input: { borderWidth: 1, borderColor: '#666666', borderRadius: 8, padding: 12, fontSize: 16, minHeight: 48 },
});

export function Line({ children }: { readonly children: ReactNode }) {
  return <Text style={STYLES.line}>{children}</Text>;
}

/** A button that is not pressed twice: acts are quick, but not at once. */
export function Act({ title, onPress }: { readonly title: string; readonly onPress: () => Promise<unknown> }) {
  const [busy, setBusy] = useState(false);
  const press = async () => {
    setBusy(true);
    await onPress().finally(() => setBusy(false));
  };
  return (
    <Pressable
      accessibilityRole="button"
      disabled={busy}
      onPress={() => void press()}
      style={[STYLES.act, busy && STYLES.busy]}
    >
      <Text style={STYLES.title}>{title}</Text>
    </Pressable>
  );
}

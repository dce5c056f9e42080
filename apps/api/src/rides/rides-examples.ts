/** From Oistins, over the middle of the island, to Bathsheba. */
export const bookExample = {
  'Oistins to Bathsheba': {
    value: {
      pickup: { lat: 13.06319, lon: -59.54224 },
      dropoff: { lat: 13.21294, lon: -59.52272 },
      pin: '4821',
    },
  },
};

export const cancelExample = { 'Waited too long': { value: { reason: 'waited_too_long' } } };

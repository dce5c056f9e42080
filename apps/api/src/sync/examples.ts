/** A rider in Oistins asks, without a network, for a car to Bathsheba: what the phone pushes once it is back. */
export const pushExample = {
  'Oistins to Bathsheba, booked offline': {
    value: {
      pushVersion: 1,
      schemaVersion: '1',
      profileID: 'p-7d3f',
      clientGroupID: 'phone-4b1c',
      pull: { cookie: null },
      mutations: [
        {
          clientID: 'phone-4b1c-ride',
          id: 1,
          name: 'rides.book',
          args: {
            rideId: '0198f1d2-7c1a-7b3e-9a40-2f6f3c1d9e56',
            pickup: { lat: 13.06319, lon: -59.54224 },
            dropoff: { lat: 13.21294, lon: -59.52272 },
            pinSalt: '9f2c6f0a51d84b7e',
            pinHash: '5c1b4b8f0a9d3f6d2e7c8a1b0f9e8d7c6b5a493827160514233241506172839a',
          },
          timestamp: 0,
          offline: true,
        },
      ],
    },
  },
};

/** The first pull of a phone. */
export const pullExample = {
  'First pull': {
    value: { pullVersion: 1, schemaVersion: '1', profileID: 'p-7d3f', clientGroupID: 'phone-4b1c', cookie: null },
  },
};

namespace Replication.Tests.Transport;

public sealed class OpenDeliveryTests() : DeliveryTests(Protection.Open);

public sealed class SealedDeliveryTests() : DeliveryTests(Protection.Sealed);

public sealed class OpenSessionLifetimeTests() : SessionLifetimeTests(Protection.Open);

public sealed class SealedSessionLifetimeTests() : SessionLifetimeTests(Protection.Sealed);

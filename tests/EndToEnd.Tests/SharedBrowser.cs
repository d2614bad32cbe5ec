using Xunit;

namespace Liburia.EndToEnd.Tests;

/// <summary>One program and one browser for every class that only visits.</summary>
[CollectionDefinition(nameof(SharedBrowser))]
public sealed class SharedBrowser : ICollectionFixture<ServerProcess>, ICollectionFixture<Chromium>;

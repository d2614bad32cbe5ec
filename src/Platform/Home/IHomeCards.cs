using Liburia.Platform.Language;

namespace Liburia.Platform.Home;

/// <summary>A number on the first page of the desk.</summary>
/// <param name="Path">Where its rows are; empty where there is no such page.</param>
/// <param name="IsAlarming">The number itself is bad news where it is not zero.</param>
/// <param name="Alarm">Words beside it that are bad news: «2 fermi».</param>
public sealed record HomeCard(Texts Label, long Count, string Path = "", bool IsAlarming = false, string Alarm = "");

/// <summary>Something that waits for whoever opens the desk.</summary>
public sealed record HomeNotice(Texts Title, Texts Words, string Path);

/// <summary>What a module shows on the first page of the desk, to who may see it.</summary>
public interface IHomeCards
{
    /// <summary>The right without which it is not asked.</summary>
    string Permission { get; }

    /// <summary>The lowest comes first.</summary>
    int Order => 100;

    Task<IReadOnlyList<HomeCard>> CardsAsync(CancellationToken cancel);

    Task<IReadOnlyList<HomeNotice>> NoticesAsync(CancellationToken cancel) => Task.FromResult<IReadOnlyList<HomeNotice>>([]);
}

using Liburia.Platform.Language;

namespace Liburia.Portal.Contracts;

/// <summary>A kind of content that everybody may read: services, offices; acts, news, tenders with their modules.</summary>
/// <param name="Name">Lower case and dashes: of its dataset and its feed.</param>
/// <param name="Columns">Of its dataset.</param>
/// <param name="IsNews">Its items are told in a feed as they change.</param>
/// <param name="Section">Of the transparency tree that it feeds (D.Lgs. 33/2013); none where it feeds none.</param>
public sealed record PublicSet(string Name, Texts Title, Texts Summary, IReadOnlyList<Texts> Columns, bool IsNews = false, Texts? Section = null);

/// <summary>One thing of a set.</summary>
/// <param name="Path">Local address, without language.</param>
/// <param name="Values">As many as the set has columns, in Italian.</param>
/// <param name="ChangedOn">None where nobody knows.</param>
public sealed record PublicItem(string Path, Texts Title, Texts Summary, IReadOnlyList<string> Values, DateOnly? ChangedOn)
{
    /// <summary>Words people use for it, besides those that show.</summary>
    public IReadOnlyList<string> Keywords { get; init; } = [];
}

/// <summary>
/// What a module gives to everybody: a port of Portal. From one declaration come its place in the site's search, the map of the site, <c>sitemap.xml</c>, an open
/// dataset, a feed, and the data of a section of transparency.
/// </summary>
public interface IPublicSource
{
    PublicSet Set { get; }

    /// <summary>All of it, in the order in which a list shows it; nothing personal beyond what the law publishes.</summary>
    Task<IReadOnlyList<PublicItem>> ItemsAsync(CancellationToken cancel = default);
}

using Liburia.Platform.Tenancy;

namespace Liburia.Platform.Diagnosis;

/// <summary>One line of the list by which a Comune is prepared (<c>liburia comune check</c>).</summary>
/// <param name="Blocks">Going live is refused while this is not well.</param>
public sealed record OnboardingItem(string What, bool Well, bool Blocks, string InWords);

/// <summary>What a module needs of a Comune before it goes live; asked inside the Comune.</summary>
public interface IOnboardingNeed
{
    Task<OnboardingItem> CheckAsync(Municipality municipality, CancellationToken cancel);
}

using Xunit.v3;

namespace Liburia.TestKit;

/// <summary>Why a class takes more than thirty seconds; printed with the slowest tests of each run.</summary>
[AttributeUsage(AttributeTargets.Class)]
public sealed class SlowAttribute(string reason) : Attribute, ITraitAttribute
{
    public string Reason => reason;

    public IReadOnlyCollection<KeyValuePair<string, string>> GetTraits() => [new("Slow", reason)];
}

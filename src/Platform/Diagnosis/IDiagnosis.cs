namespace Liburia.Platform.Diagnosis;

/// <summary>One thing the doctor looked at.</summary>
/// <param name="What">In a word: <c>SPID</c>, <c>procedimenti</c>.</param>
/// <param name="InWords">What is so, and what to do where it is not well.</param>
public sealed record Finding(string What, bool Well, string InWords);

/// <summary>What <c>liburia doctor</c> asks a module about the installation. It looks at files, and neither needs a Comune nor changes anything.</summary>
public interface IDiagnosis
{
    IEnumerable<Finding> Look();
}

namespace Liburia.Platform.Language;

/// <summary>
/// What whoever runs the installation asked for, or wrote in its files, cannot be as things are: the message says why and what to do, in Italian. Commands tell
/// it and end with 1. A fault of the program is never one: it shows with its whole trace.
/// </summary>
public sealed class Refused(string why, Exception? inner = null) : InvalidOperationException(why, inner);

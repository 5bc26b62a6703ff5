namespace Crm.Host;

/// <summary>Why the program cannot go on, in one sentence for whoever started it.</summary>
public sealed class Refusal(string message, Exception? inner = null) : Exception(message, inner);

using System.Diagnostics;

namespace Crm.Host;

/// <summary>Programs of the operating system and of PostgreSQL.</summary>
internal static class Commands
{
    /// <summary>Runs a program and answers with what it said; refuses when it fails.</summary>
    public static Task<string> MustAsync(string program, IEnumerable<string> arguments, string workingDirectory) => MustAsync([], program, arguments, workingDirectory);

    /// <summary>The same as another user: the words in front of the command that make it so.</summary>
    public static async Task<string> MustAsync(string[] asUser, string program, IEnumerable<string> arguments, string workingDirectory)
    {
        var (code, output) = await RunAsync([.. asUser, program, .. arguments], workingDirectory);
        return code == 0 ? output : throw new Refusal($"{Path.GetFileName(program)} failed with code {code}: {output.Trim().ReplaceLineEndings(" ")}");
    }

    /// <summary>Runs a program; the caller looks at the code.</summary>
    public static Task<(int Code, string Output)> RunAsync(string program, string[] arguments, string workingDirectory) => RunAsync([program, .. arguments], workingDirectory);

    /// <summary>Runs a command without the reader's language and PostgreSQL settings.</summary>
    public static async Task<(int Code, string Output)> RunAsync(string[] command, string workingDirectory)
    {
        var start = new ProcessStartInfo(command[0], command[1..]) { WorkingDirectory = workingDirectory, RedirectStandardOutput = true, RedirectStandardError = true };
        start.Environment["LC_ALL"] = "C";
        foreach (var name in start.Environment.Keys.Where(k => k.StartsWith("PG", StringComparison.Ordinal)).ToList()) start.Environment.Remove(name);
        try
        {
            using var process = Process.Start(start)!;
            var (output, errors) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
            await process.WaitForExitAsync();
            return (process.ExitCode, await output + await errors);
        }
        catch (System.ComponentModel.Win32Exception e)
        {
            throw new Refusal($"{command[0]} cannot be run: {e.Message}.", e);
        }
    }
}

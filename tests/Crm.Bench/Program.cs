Console.Error.WriteLine("There is no scenario to measure yet.");
return 1;

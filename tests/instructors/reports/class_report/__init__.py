"""What a class report says, of classes that are made up."""

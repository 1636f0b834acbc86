"""The rubric's first wording, so that a new site can explain its ratings. Editors may change it."""

from django.db import migrations

RUBRIC = {
    "relevance": [
        ("background", "Of interest only; nothing is lost by leaving it out."),
        ("helpful to some", "Matters to a few people, or in one situation."),
        ("useful", "Matters to many; read it when you have the energy."),
        ("important", "Matters to most people with the illness."),
        ("essential, do not skim", "Read all of it before you act on any of it."),
    ],
    "technical_level": [
        ("plain words", "No science is needed."),
        ("some terms", "A few words of science, each explained."),
        ("some science", "Takes some biology from school, or the glossary."),
        ("much science", "Mechanisms and study results, in detail."),
        ("reads like a paper", "Written as researchers write; take it to your doctor."),
    ],
    "skill_level": [
        ("anyone can", "Nothing to learn, and little can go wrong."),
        ("a little care", "Easy once it was read through."),
        ("some practice", "Takes planning, a diary, or help from someone."),
        ("demanding", "Takes several steps in the right order, and a clinician who knows of it."),
        ("intricate; with a clinician", "Doses, tests or interactions: only with a clinician."),
    ],
}


def add(apps, schema_editor):
    RatingLevel = apps.get_model("articles", "RatingLevel")
    RatingLevel.objects.bulk_create(
        (
            RatingLevel(rating=rating, level=level, name=name, description=description)
            for rating, steps in RUBRIC.items()
            for level, (name, description) in enumerate(steps, start=1)
        ),
        # After a way back and forth the steps are there, in the editors' own words.
        ignore_conflicts=True,
    )


class Migration(migrations.Migration):
    dependencies = [("articles", "0001_initial")]

    operations = [migrations.RunPython(add, migrations.RunPython.noop)]

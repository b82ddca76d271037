"""Which columns are read, and above all which are not."""

import pytest

from alongside.people.columns import Says, meaning, places


@pytest.mark.parametrize(
    ("headings", "placed"),
    [
        (
            "Personalnummer;Name;Vorname;E-Mail-Adresse;Abteilung;Personalnummer Vorgesetzter;Eintritt;Austritt",
            "key last first email team lead_key hired end",
        ),
        (
            "Matricule;Nom;Prénom;Courriel;Service;Matricule du responsable;Date d'entrée",
            "key last first email team lead_key hired",
        ),
        (
            "ID;Nombre;Apellidos;Correo electrónico;Departamento;Correo del jefe;Fecha de alta",
            "key first last email team lead_email hired",
        ),
        ("Worker;Employee ID;Email - Work;Worker's Manager;Manager ID;Hire Date", "name key email lead lead_key hired"),
        ("Full Name;Work Email;Reports to;Manager Email;Team;Known as", "name email lead lead_email team called"),
        (
            "USERID;FIRSTNAME;LASTNAME;EMAIL;MANAGERID;MANAGER_NAME;IS_ACTIVE",
            "key first last email lead_key lead_name current",
        ),
        ("employeeNumber;displayName;mail;manager;department;accountEnabled", "key name email lead team -"),
        ("No;Name;Email;Employee No;Manager No", "- name email key lead_key"),
    ],
)
def test_headings_of_several_systems_and_languages(headings, placed):
    columns = headings.split(";")
    found = {index: says.value for says, index in places(columns).items()}
    assert " ".join(found.get(index, "-") for index in range(len(columns))) == placed


@pytest.mark.parametrize(
    "heading",
    [
        *("Salary", "BaseRate", "PayFrequency", "Gehalt", "BirthDate", "Date of Birth", "Geburtsdatum", "Gender"),
        *(
            "MaritalStatus",
            "Nationality",
            "Religion",
            "Phone",
            "EmergencyContactName",
            "Home address",
            "Personal email",
        ),
        *("SickLeaveHours", "Performance rating", "Manager Title", "IBAN", "Disability", "NameStyle", "Job Title"),
        *("State", "", "???"),
    ],
)
def test_what_no_coaching_needs_is_not_looked_into(heading):
    assert meaning(heading) is None


def test_the_operator_can_name_a_column():
    placed = places(["Who", "Email", "Contact"], named={"name": "Who", "email": "Contact"})
    assert placed == {Says.NAME: 0, Says.EMAIL: 2}
